/* What the first stage says: terms of the paragraph and of its neighbours, and shape (features/shape_tables.py). */

#include <math.h>

#include "math16.h"

#define TINY 1e-9f
#define CLASSES 32 /* or fewer */
#define FEW_PARAGRAPHS 8
#define SHARE_STEPS 10
enum { FIRST_LOGITS = LABELS + 3, COUNTED = 5 };
/* Columns of the sums over terms: by the weights of own terms, of terms above, of terms below; what they advertise;
   the squared length of its row of terms. */
enum { OWN = 0, ABOVE = LABELS, BELOW = 2 * LABELS, ADVERTISED = 2 * LANES, LENGTH = ADVERTISED + 3, WIDTH = 3 * LANES };

/* Parts of the shape tables, in the order of their sections. */
enum {
    LENGTH_ROWS, SHARE, HAS, FIRST, LAST, INVISIBLE, REPEATED, BIAS,
    TOP, END, PAGE, PLACE, RELATIVE, COUNTS, SECTIONS = COUNTS + COUNTED
};

typedef struct {
    const float *rows;
    const int64_t (*sections)[2]; /* first row of each part, and last */
} Tables;

INLINE floats row_of(const Tables *tables, int part, int64_t number) {
    const int64_t *section = tables->sections[part];
    return *(const floats *)(tables->rows + smaller(section[0] + number, section[1]) * LANES);
}

/* Between the rows of a part that stand for 0, 0.1 … 1. */
INLINE floats between(const Tables *tables, int part, double value) {
    double scaled = value < 0 ? 0 : value > 1 ? SHARE_STEPS : value * SHARE_STEPS;
    int64_t left = smaller((int64_t)scaled, SHARE_STEPS - 1);
    float share = (float)(scaled - left);
    return row_of(tables, part, left) * (1 - share) + row_of(tables, part, left + 1) * share;
}

static int ascending(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

/* Marks the paragraphs of a page whose fingerprint another one has. Sorted: no page can make it slow. */
INLINE void mark_repeats(const uint32_t *prints, int64_t size, uint64_t *keys, uint8_t *repeated) {
    for (int64_t k = 0; k < size; k++) keys[k] = (uint64_t)prints[k] << 32 | (uint64_t)k;
    qsort(keys, size, sizeof *keys, ascending);
    memset(repeated, 0, size);
    for (int64_t k = 1; k < size; k++)
        if (keys[k] >> 32 == keys[k - 1] >> 32) repeated[(uint32_t)keys[k]] = repeated[(uint32_t)keys[k - 1]] = 1;
}

/* What the kinds of characters of a paragraph add. */
INLINE floats kinds(const Tables *tables, const uint8_t *classes, int64_t size, const int64_t *counted) {
    uint32_t counts[CLASSES] = {0}, present = 0;
    for (int64_t k = 0; k < size; k++) {
        counts[classes[k]]++;
        present |= 1u << classes[k];
    }
    floats sum = row_of(tables, LENGTH_ROWS, size);
    for (; present; present &= present - 1) {
        int class = __builtin_ctz(present);
        sum += row_of(tables, SHARE, class) * ((float)counts[class] / (float)size) + row_of(tables, HAS, class);
    }
    for (int i = 0; i < COUNTED; i++) sum += row_of(tables, COUNTS + i, counts[counted[i]]);
    return sum + row_of(tables, FIRST, classes[0]) + row_of(tables, LAST, classes[size - 1]);
}

/* What the place in a whole page adds. */
INLINE floats placed(const Tables *tables, int64_t place, int64_t in_page, double relative) {
    return row_of(tables, TOP, place) + row_of(tables, END, in_page - 1 - place) + row_of(tables, PAGE, in_page) +
           between(tables, PLACE, (double)place / (double)(in_page - 1)) + between(tables, RELATIVE, relative);
}

/* A paragraph's sums of one kind of weights, scaled to the length of its row of terms. */
INLINE floats scaled(const float *sums, int kind) {
    float square = sums[LENGTH];
    return *(const floats *)(sums + kind) / sqrtf(square > TINY ? square : TINY);
}

/* Probabilities of the ten labels, then of what is advertised: nothing (whose logit is 0) and three kinds. */
INLINE floats first_said(floats logits) {
    floats said = softmax(logits);
    float most = 0, sum;
    for (int i = LABELS; i < FIRST_LOGITS; i++) most = logits[i] > most ? logits[i] : most;
    floats raised = exponential((floats){0, logits[LABELS], logits[LABELS + 1], logits[LABELS + 2]} - most);
    sum = raised[0] + raised[1] + raised[2] + raised[3];
    for (int i = 0; i < 4; i++) said[LABELS + i] = raised[i] / sum;
    return said;
}

/* What the paragraphs `from` to `to` of a batch say by themselves and by their neighbours' terms, as logits: fills their
   rows of first (n, 16), and their characters in sizes (n). A batch is done in slices: their arrays stay in the cache,
   and what a page of a million paragraphs takes does not grow with all that is known of each of them.

   low: the first paragraph of the slice; one before `from` where there is one, as there is one after `to`.
   classes: of the slice's ids, below 32. row_starts: places of its boundaries. sums (…, 48): of term_sums.
   raw (n): characters before normalising.
   page_starts (pages + 1): of the pages that have paragraphs of `from` to `to`, never descending.
   rows (…, 16), sections (SECTIONS, 2): the shape tables. counted (5): classes that are counted. */
EXPORT void first_rows(int64_t low, int64_t from, int64_t to, const uint8_t *classes, const int64_t *row_starts,
                       const float *sums, const int64_t *raw, const int64_t *page_starts, int64_t pages,
                       const float *rows, const int64_t *sections, const int64_t *counted, float *first, float *sizes) {
    const Tables tables = {rows, (const int64_t(*)[2])sections};
    for (int64_t page = 0; page < pages; page++) {
        int64_t start = page_starts[page], end = page_starts[page + 1];
        for (int64_t row = larger(start, from); row < smaller(end, to); row++) {
            const int64_t *at = row_starts + (row - low);
            const float *terms = sums + (row - low) * WIDTH;
            int64_t size = at[1] - at[0] - 1;
            sizes[row] = (float)size;
            float visible = sizes[row] / (raw[row] > 1 ? (float)raw[row] : 1);
            floats logits = row_of(&tables, BIAS, 0) + row_of(&tables, INVISIBLE, 0) * (1 - visible);
            /* A paragraph without characters has a boundary as its first and its last. */
            logits += kinds(&tables, classes + at[0] + 1, size, counted);
            floats said = scaled(terms, OWN), advertised = scaled(terms, ADVERTISED);
            if (row > start) said += scaled(terms - WIDTH, ABOVE);
            if (row + 1 < end) said += scaled(terms + WIDTH, BELOW);
            for (int i = 0; i < 3; i++) said[LABELS + i] = advertised[i];
            *(floats *)(first + row * LANES) = logits + said;
        }
    }
}

/* Makes logits what the first stage says, in place: adds what repeats and the places in whole pages say.
   Fills log1p(sizes) / 5 in lengths (n).

   page_starts (pages + 1): 0 first, never descending, n last. prints (n): of term_sums. sizes (n), first (n, 16): of
   first_rows. rows, sections: the shape tables. keys, repeated: room for the paragraphs of the largest page. */
EXPORT void first_pages(const int64_t *page_starts, int64_t pages, const uint32_t *prints, const float *rows,
                        const int64_t *sections, uint64_t *keys, uint8_t *repeated, const float *sizes, float *first,
                        float *lengths) {
    const Tables tables = {rows, (const int64_t(*)[2])sections};
    for (int64_t page = 0; page < pages; page++) {
        int64_t start = page_starts[page], end = page_starts[page + 1];
        float longest = 0;
        for (int64_t row = start; row < end; row++) {
            lengths[row] = log1pf(sizes[row]);
            longest = lengths[row] > longest ? lengths[row] : longest;
        }
        if (longest < 1e-6f) longest = 1e-6f;
        mark_repeats(prints + start, end - start, keys, repeated);
        for (int64_t row = start; row < end; row++) {
            floats logits = *(floats *)(first + row * LANES) + row_of(&tables, REPEATED, repeated[row - start]);
            if (end - start >= FEW_PARAGRAPHS)
                logits += placed(&tables, row - start, end - start, lengths[row] / longest);
            *(floats *)(first + row * LANES) = first_said(logits);
        }
        for (int64_t row = start; row < end; row++) lengths[row] /= 5;
    }
}
