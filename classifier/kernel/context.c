/* One context round: the features of features/context.py and rounds.py, their product with the weights, softmax. */

#include "math16.h"

/* Lanes beside the ten labels, in which other things travel with a paragraph. */
enum { CONTENT = LABELS, LENGTH };
/* Lanes of what the first stage said: the labels, then what the own words advertise. */
enum { NOTHING = LABELS, ADVERTISED, KINDS = 3, FIRST = LABELS + 1 + KINDS };
/* Labels by name. */
enum { BODY, HEADING, METADATA, COMMENT, NAVIGATION, RELATED, FOOTER, PROMOTION, GAMBLING, ADULT };

#define TILE 128 /* paragraphs of a page at a time, so that a page of any size needs the same memory */
#define HALO 64  /* how far windows and decayed maxima reach */
#define ROWS (TILE + 2 * HALO)
#define EDGE 3 /* how far single neighbours reach */
#define GROUP 6
#define LOG_FLOOR 1e-4f

enum { CROSSED = 8, EVIDENCE = 18 };
enum {
    FEATURES = 2 * LABELS     /* own */
               + 4 * LABELS   /* neighbours */
               + 6 * LABELS   /* windows */
               + 3 * LABELS   /* decayed maxima */
               + 2 * LABELS   /* page means */
               + 12           /* lengths */
               + CROSSED * EVIDENCE
               + FIRST + 1 + KINDS + KINDS * LABELS /* the first stage */
};
#define STRIDE (FEATURES + 2 * LANES) /* what is stored a vector at a time may run over */

typedef struct {
    floats edged[EDGE + ROWS + EDGE]; /* own probabilities, content, length; zeros around */
    floats sums[ROWS];
    floats below[3][ROWS], above[3][ROWS]; /* means of 4, 8, 32 */
    floats down[ROWS], up[ROWS];           /* decayed maxima */
    float features[GROUP][STRIDE];
} Scratch;

typedef struct {
    floats mean, weighted;
} Page;

EXPORT_PLAIN int64_t round_features(void) { return FEATURES; }
EXPORT_PLAIN int64_t round_scratch(void) { return sizeof(Scratch); }

/* Means over the next paragraphs of rows first to rows (or the last ones, of rows last to 0). */
INLINE void windows(Scratch *scratch, const floats *own, int64_t first, int64_t last, int64_t rows) {
    floats *sums = scratch->sums;
    for (int64_t k = first; k < rows; k++) sums[k] = own[k + 1];
    for (int64_t width = 1, found = 0; width < 32; width *= 2) {
        for (int64_t k = first; k + width < rows; k++) sums[k] += sums[k + width];
        if (width == 2 || width == 4 || width == 16) {
            for (int64_t k = first; k < last; k++) scratch->below[found][k] = sums[k] * (0.5f / width);
            found++;
        }
    }
    for (int64_t k = 0; k < last; k++) sums[k] = own[k - 1];
    for (int64_t width = 1, found = 0; width < 32; width *= 2) {
        for (int64_t k = last - 1; k >= width; k--) sums[k] += sums[k - width];
        if (width == 2 || width == 4 || width == 16) {
            for (int64_t k = first; k < last; k++) scratch->above[found][k] = sums[k] * (0.5f / width);
            found++;
        }
    }
}

/* Largest of decay ** (distance - 1) times what stands there; content has a decay of its own. */
INLINE void decayed_maxima(Scratch *scratch, const floats *own, int64_t first, int64_t last, int64_t rows) {
    floats *down = scratch->down, *up = scratch->up;
    for (int64_t k = first; k < rows; k++) down[k] = own[k + 1];
    for (int64_t k = 0; k < last; k++) up[k] = own[k - 1];
    double label = 0.93, content = 0.8;
    for (int64_t width = 1; width < HALO; width *= 2, label *= label, content *= content) {
        floats faded = all((float)label);
        faded[CONTENT] = (float)content;
        for (int64_t k = first; k + width < rows; k++) down[k] = greater(down[k], faded * down[k + width]);
        for (int64_t k = last - 1; k >= width; k--) up[k] = greater(up[k], faded * up[k - width]);
    }
}

INLINE floats log_scaled(floats probabilities) {
    return logarithm(greater(probabilities, all(LOG_FLOOR))) / 3.0f;
}

/* Writes the ten labels of a vector; what runs over is written again by what comes next. */
INLINE float *put(float *at, floats values) {
    *(floats *)at = values;
    return at + LABELS;
}

INLINE float *put_own(float *at, floats own) { return put(put(at, log_scaled(own)), own); }

INLINE float *put_neighbours(float *at, const floats *own) {
    for (int distance = 1; distance <= 2; distance++) at = put(put(at, own[distance]), own[-distance]);
    return at;
}

INLINE float *put_windows(float *at, const Scratch *scratch, int64_t k) {
    for (int i = 0; i < 3; i++) at = put(put(at, scratch->below[i][k]), scratch->above[i][k]);
    return at;
}

INLINE float *put_maxima(float *at, floats down, floats up) { return put(put(put(at, down), up), lesser(down, up)); }

INLINE float *put_lengths(float *at, const floats *own, const Scratch *scratch, int64_t k) {
    float length = own[0][LENGTH];
    for (int distance = -3; distance <= 3; distance++)
        if (distance) *at++ = own[distance][LENGTH];
    for (int distance = -2; distance <= 2; distance++)
        if (distance) *at++ = __builtin_fabsf(length - own[distance][LENGTH]);
    *at++ = scratch->below[1][k][LENGTH];
    *at++ = scratch->above[1][k][LENGTH];
    return at;
}

INLINE float *put_crosses(float *at, floats own, const Scratch *scratch, int64_t k, const Page *page) {
    static const int crossed[CROSSED] = {BODY, HEADING, METADATA, NAVIGATION, RELATED, FOOTER, PROMOTION, GAMBLING};
    floats down = scratch->down[k], up = scratch->up[k], between = lesser(down, up);
    floats below = scratch->below[0][k], above = scratch->above[0][k], mean = page->mean;
    floats evidence = {
        down[CONTENT], up[CONTENT], between[CONTENT], mean[BODY], page->weighted[BODY], mean[NAVIGATION],
        mean[RELATED], between[BODY], down[BODY], up[BODY], below[BODY], below[NAVIGATION], below[RELATED],
        above[BODY], above[NAVIGATION], above[RELATED],
    };
    floats rest = {own[LENGTH], mean[PROMOTION] + mean[GAMBLING] + mean[ADULT]};
    for (int i = 0; i < CROSSED; i++) {
        *(floats *)at = own[crossed[i]] * evidence;
        *(floats *)(at + LANES) = own[crossed[i]] * rest;
        at += EVIDENCE;
    }
    return at;
}

INLINE void put_first(float *at, floats first) {
    *(floats *)at = log_scaled(first);
    at += FIRST;
    for (int i = NOTHING; i < FIRST; i++) *at++ = first[i];
    for (int i = ADVERTISED; i < FIRST; i++) at = put(at, first * first[i]);
}

INLINE Page page_means(const float *said, const float *sizes, int64_t start, int64_t end) {
    doubles mean = {0}, weighted = {0};
    double total = 0;
    for (int64_t row = start; row < end; row++) {
        doubles own = __builtin_convertvector(*(const floats *)(said + row * LANES), doubles);
        double weight = __builtin_sqrtf(sizes[row] + 1);
        mean += own;
        weighted += own * weight;
        total += weight;
    }
    mean /= (double)(end - start);
    weighted /= total;
    return (Page){__builtin_convertvector(mean, floats), __builtin_convertvector(weighted, floats)};
}

/* What a round says.

   said (n, 16): probabilities of the round before; only the ten labels are looked at.
   first (n, 16): what the first stage said, FIRST columns and zeros.
   sizes (n): characters. lengths (n): log1p(sizes) / 5.
   page_starts (pages + 1): 0 first, never descending, n last.
   weights (FEATURES, 16). start_rows: what the features' products are added to, step 0: one row (16) for all of them, step 16:
   a row each (n, 16).
   scratch: round_scratch() bytes. result (n, 16): filled here. */
EXPORT void context_round(const float *said, const float *first, const float *sizes, const float *lengths,
                          const int64_t *page_starts, int64_t pages, const float *weights, const float *start_rows,
                          int64_t step, void *memory, float *result) {
    Scratch *scratch = memory;
    memset(scratch, 0, sizeof(Scratch));
    floats *own = scratch->edged + EDGE;
    for (int64_t number = 0; number < pages; number++) {
        int64_t start = page_starts[number], end = page_starts[number + 1];
        Page page = page_means(said, sizes, start, end);
        for (int64_t tile = start; tile < end; tile += TILE) {
            int64_t stop = smaller(tile + TILE, end);
            int64_t low = larger(tile - HALO, start), high = smaller(stop + HALO, end), rows = high - low;
            for (int64_t k = 0; k < rows; k++) {
                floats row = *(const floats *)(said + (low + k) * LANES);
                row[CONTENT] = row[0] + row[1];
                row[LENGTH] = lengths[low + k];
                own[k] = row;
            }
            for (int64_t k = rows; k < rows + EDGE; k++) own[k] = all(0);
            windows(scratch, own, tile - low, stop - low, rows);
            decayed_maxima(scratch, own, tile - low, stop - low, rows);
            for (int64_t group = tile; group < stop; group += GROUP) {
                int64_t size = smaller(GROUP, stop - group);
                for (int64_t i = 0; i < size; i++) {
                    int64_t k = group + i - low;
                    float *at = put_own(scratch->features[i], own[k]);
                    at = put_neighbours(at, own + k);
                    at = put_windows(at, scratch, k);
                    at = put_maxima(at, scratch->down[k], scratch->up[k]);
                    at = put(put(at, page.mean), page.weighted);
                    at = put_lengths(at, own + k, scratch, k);
                    at = put_crosses(at, own[k], scratch, k, &page);
                    put_first(at, *(const floats *)(first + (group + i) * LANES));
                }
                /* Rows beyond the last are left from before: every row is summed by the same instructions. */
                floats logits[GROUP];
                for (int i = 0; i < GROUP; i++)
                    logits[i] = *(const floats *)(start_rows + smaller(group + i, stop - 1) * step);
                for (int64_t feature = 0; feature < FEATURES; feature++) {
                    floats weight = *(const floats *)(weights + feature * LANES);
                    for (int i = 0; i < GROUP; i++) logits[i] += scratch->features[i][feature] * weight;
                }
                for (int64_t i = 0; i < size; i++) *(floats *)(result + (group + i) * LANES) = softmax(logits[i]);
            }
        }
    }
}
