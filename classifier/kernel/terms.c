#include "math16.h"

EXPORT_PLAIN const char *source_digest(void) { return SOURCE_DIGEST; }

/* Sums over terms: features/grams.py and term_sums in features/tfidf.py.

   Hashes of a few paragraphs, then the windows that may be terms, then the terms, whose rows are fetched while the rest
   is looked up, then their sums. What is looked at for every window fits the second-level cache: one bit a slot, and
   the used slots side by side. A term's row is one cache line. */

#define WINDOWS 512 /* places of the row at a time: their terms' rows must stay in the cache until they are summed */
#define TERM_MASK 0xffffff
#define CHECK_BITS 24
#define WEIGHTS 30

typedef uint16_t halves __attribute__((vector_size(2 * LANES), aligned(2), may_alias));
typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

typedef struct {
    uint16_t weights[WEIGHTS]; /* float16, as the model file has them */
    float idf;
} Row;

typedef struct {
    const int32_t *unigrams;
    const uint64_t *used;
    const uint32_t *before;
    const int32_t *entries;
    int shift; /* from a hash to its slot */
    const Row *rows;
    const float *more;
} Terms;

/* Which terms have occurred on a page, and what those say of it. */
typedef struct {
    uint64_t *seen; /* a bit a term */
    double words, count;
} Words;

/* Appends the hashes that fall into used slots; returns how many there are then. */
INLINE int pick(const Terms *terms, const uint32_t *hashes, int64_t start, int64_t end, uint32_t *picked, int count) {
    for (int64_t k = start; k < end; k++) {
        uint32_t slot = hashes[k] >> terms->shift;
        picked[count] = hashes[k];
        count += terms->used[slot >> 6] >> (slot & 63) & 1;
    }
    return count;
}

/* Term and check bits of a used slot. */
INLINE int32_t entry_of(const Terms *terms, uint32_t slot) {
    uint64_t lower = terms->used[slot >> 6] & (((uint64_t)1 << (slot & 63)) - 1);
    return terms->entries[terms->before[slot >> 6] + __builtin_popcountll(lower)];
}

INLINE void fetch(const Terms *terms, int32_t term) {
    __builtin_prefetch(terms->rows + term);
    __builtin_prefetch(terms->more + 4 * term);
}

INLINE floats from_halves(const uint16_t *weights) {
    ints bits = __builtin_convertvector(*(const halves *)weights, ints);
    ints size = bits & 0x7fff, normal = (size << 13) + 0x38000000;
    floats tiny = __builtin_convertvector(size, floats) * 0x1p-24f;
    return (floats)((ints)chosen(size < 0x400, tiny, (floats)normal) | (bits & 0x8000) << 16);
}

/* Adds what some terms have to a paragraph's sums, and of those that are new on the page to the page's. */
INLINE void add_rows(const Terms *terms, const int32_t *found, int count, float *sums, Words *page, int counted) {
    floats left = *(floats *)sums, right = *(floats *)(sums + LANES);
    four more = *(four *)(sums + 2 * LANES);
    for (int k = 0; k < count; k++) {
        const Row *row = terms->rows + found[k];
        left += from_halves(row->weights) * row->idf;
        right += from_halves(row->weights + LANES) * row->idf; /* its last two lanes mean nothing */
        four extra = *(const four *)(terms->more + 4 * found[k]);
        uint64_t *seen = page->seen + (found[k] >> 6), bit = (uint64_t)counted << (found[k] & 63);
        double fresh = (bit & ~*seen) != 0;
        *seen |= bit;
        page->words += fresh * extra[3];
        page->count += fresh;
        extra[3] = row->idf * row->idf;
        more += extra;
    }
    *(floats *)sums = left;
    *(floats *)(sums + LANES) = right;
    *(four *)(sums + 2 * LANES) = more;
}

/* Sums over all terms of each paragraph, and its fingerprint (features/shape.py).

   ids: the row of character ids, boundaries before, between and after the paragraphs.
   starts (n + 1): place of each paragraph's boundary; strictly ascending.
   unigrams: term of every id. used: one bit a slot. before: used slots before those of each 64. entries: term and check
   bits of the used slots. rows, more (terms, 4): what is summed, of term 0 zeros.
   low: the first paragraph's number in its batch; from, until: those that are counted for their pages there.
   page_starts (pages + 1): of the batch. seen: a bit a term. state (3): number of the page at hand, -1 before the first,
   sum and number of its terms.
   sums (n, 48): filled here: idf times the 30 weights; from column 32 on three sums of what is in more, and of idf². In
   the last column of more is what a term says of its page. prints (n): filled here. words (pages): brought up to date
   here: the sum of that over the terms that occur on the page, by the root of their number. */
EXPORT void term_sums(int64_t low, int64_t from, int64_t until, const uint16_t *ids, const int64_t *starts, int64_t n,
                      const int32_t *unigrams,
                      const uint64_t *used, const uint32_t *before, const int32_t *entries, int64_t slot_bits,
                      const void *rows, const float *more, const int64_t *page_starts,
                      int64_t seen_size, uint64_t *seen, double *state, float *sums, uint32_t *prints,
                      float *words) {
    const Terms terms = {unigrams, used, before, entries, 32 - (int)slot_bits, rows, more};
    uint32_t two[WINDOWS], three[WINDOWS], four[WINDOWS], picked[3 * WINDOWS + 1];
    int32_t found[4 * WINDOWS + 1];
    int found_ends[WINDOWS];
    memset(sums, 0, sizeof(float) * n * 3 * LANES);
    memset(prints, 0, sizeof(uint32_t) * n);
    Words page = {seen, state[1], state[2]};
    int64_t number = (int64_t)state[0], page_end = number < 0 ? 0 : page_starts[number + 1];
    for (int64_t first = 0, next; first < n; first = next) {
        /* As many whole paragraphs as fit, so that how one is cut never depends on the others. */
        for (next = first + 1; next < n && starts[next + 1] - starts[first] <= WINDOWS;) next++;
        for (int64_t place = starts[first]; place < starts[next]; place += WINDOWS) {
            const uint16_t *at = ids + place;
            int64_t room = starts[next] - place, size = smaller(room, WINDOWS);
            int64_t size3 = smaller(size, room - 1), size4 = smaller(size, room - 2);
            for (int64_t k = 0; k < size; k++) {
                uint32_t hash = ((uint32_t)at[k] << 13 | at[k + 1]) * 2654435761u;
                two[k] = hash ^ hash >> 15;
            }
            for (int64_t k = 0; k < size3; k++) {
                uint32_t hash = (two[k] + at[k + 2]) * 2246822519u;
                three[k] = hash ^ hash >> 13;
            }
            for (int64_t k = 0; k < size4; k++) {
                uint32_t hash = (three[k] + at[k + 3]) * 3266489917u;
                four[k] = (hash ^ hash >> 16) * 668265263u;
            }
            for (int64_t k = 0; k < size; k++) two[k] *= 668265263u;
            for (int64_t k = 0; k < size3; k++) three[k] *= 668265263u;

            int count = 0;
            for (int64_t paragraph = first; paragraph < next; paragraph++) {
                int64_t start = larger(starts[paragraph] - place, 0), stop = starts[paragraph + 1] - place;
                int64_t end = smaller(stop, size);
                int few = pick(&terms, two, start, end, picked, 0);
                few = pick(&terms, three, start, smaller(end, stop - 1), picked, few);
                few = pick(&terms, four, start, smaller(end, stop - 2), picked, few);
                for (int k = 0; k < few; k++) {
                    int32_t entry = entry_of(&terms, picked[k] >> terms.shift);
                    found[count] = entry & TERM_MASK;
                    fetch(&terms, found[count]);
                    count += entry >> CHECK_BITS == (int32_t)(picked[k] & 0x7f);
                }
                int boundary = starts[paragraph] >= place;
                for (int64_t k = start + boundary; k < end; k++) {
                    found[count] = unigrams[at[k]];
                    fetch(&terms, found[count]);
                    count += found[count] != 0;
                }
                uint32_t print = 0;
                for (int64_t k = start; k < end; k++) print += two[k];
                prints[paragraph] += print;
                found_ends[paragraph - first] = count;
            }
            for (int64_t paragraph = first, done = 0; paragraph < next; paragraph++) {
                int end = found_ends[paragraph - first];
                int64_t place_in_batch = low + paragraph;
                int counted = place_in_batch >= from && place_in_batch < until;
                if (counted && place_in_batch >= page_end) {
                    while (page_starts[number + 1] <= place_in_batch) number++;
                    page_end = page_starts[number + 1];
                    page.words = page.count = 0;
                    memset(seen, 0, sizeof(uint64_t) * seen_size);
                }
                add_rows(&terms, found + done, end - (int)done, sums + paragraph * 3 * LANES, &page, counted);
                if (counted)
                    words[number] = (float)(page.words / __builtin_sqrt(page.count > 1 ? page.count : 1));
                done = end;
            }
        }
    }
    state[0] = (double)number, state[1] = page.words, state[2] = page.count;
}
