#include "kernel.h"

EXPORT_PLAIN const char *source_digest(void) { return SOURCE_DIGEST; }

/* Sums over terms: features/grams.py and term_sums in features/tfidf.py.

   Hashes of a few paragraphs, then the windows that may be terms (one bit a slot: 128 KB that stay in the cache),
   then the terms, whose rows are fetched while the rest is looked up, then their sums. */

#define WINDOWS 512 /* places of the row at a time: their terms' rows must fit the second-level cache */
#define TERM_MASK 0xffffff
#define CHECK_BITS 24

typedef struct {
    const int32_t *unigrams;
    const int32_t *slots;
    const uint64_t *used;
    int shift; /* from a hash to its slot */
    const float *rows;
    int64_t blocks; /* of LANES columns in a row */
} Terms;

INLINE void fetch(const Terms *terms, int32_t term) {
    const float *row = terms->rows + term * terms->blocks * LANES;
    for (int64_t block = 0; block < terms->blocks; block++) __builtin_prefetch(row + block * LANES);
}

/* Appends the hashes that fall into used slots; returns how many there are then. */
INLINE int pick(const Terms *terms, const uint32_t *hashes, int64_t start, int64_t end, uint32_t *picked, int count) {
    for (int64_t k = start; k < end; k++) {
        uint32_t slot = hashes[k] >> terms->shift;
        picked[count] = hashes[k];
        __builtin_prefetch(terms->slots + slot);
        count += terms->used[slot >> 6] >> (slot & 63) & 1;
    }
    return count;
}

/* Adds the rows of some terms to a paragraph's sums, two blocks of columns at a time. */
INLINE void add_rows(const Terms *terms, const int32_t *found, int count, float *sums) {
    int64_t width = terms->blocks * LANES;
    for (int64_t column = 0; column < width; column += 2 * LANES) {
        int both = column + LANES < width;
        floats left = *(floats *)(sums + column), right = {0};
        if (both) {
            right = *(floats *)(sums + column + LANES);
            for (int k = 0; k < count; k++) {
                const float *row = terms->rows + found[k] * width + column;
                left += *(const floats *)row;
                right += *(const floats *)(row + LANES);
            }
            *(floats *)(sums + column + LANES) = right;
        } else {
            for (int k = 0; k < count; k++) left += *(const floats *)(terms->rows + found[k] * width + column);
        }
        *(floats *)(sums + column) = left;
    }
}

/* Sums of the rows of all terms of each paragraph, and its fingerprint (features/shape.py).

   ids: the row of character ids, boundaries before, between and after the paragraphs.
   starts (n + 1): place of each paragraph's boundary; strictly ascending.
   unigrams: term of every id. slots: term and check bits of every bucket. used: one bit a slot.
   rows (terms, 16 * blocks): what is summed; row 0 is zero.
   sums (n, 16 * blocks), prints (n): filled here. */
EXPORT void term_sums(const uint16_t *ids, const int64_t *starts, int64_t n, const int32_t *unigrams,
                      const int32_t *slots, const uint64_t *used, int64_t slot_bits, const float *rows,
                      int64_t blocks, float *sums, uint32_t *prints) {
    const Terms terms = {unigrams, slots, used, 32 - (int)slot_bits, rows, blocks};
    uint32_t two[WINDOWS], three[WINDOWS], four[WINDOWS], picked[3 * WINDOWS + 1];
    int32_t found[4 * WINDOWS + 1];
    int found_ends[WINDOWS];
    memset(sums, 0, sizeof(float) * n * blocks * LANES);
    memset(prints, 0, sizeof(uint32_t) * n);
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
                    int32_t entry = slots[picked[k] >> terms.shift], term = entry & TERM_MASK;
                    found[count] = term;
                    fetch(&terms, term);
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
                add_rows(&terms, found + done, end - (int)done, sums + paragraph * blocks * LANES);
                done = end;
            }
        }
    }
}
