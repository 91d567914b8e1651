/* From code points to rows of character ids: features/normalise.py. */

#include "kernel.h"

#define CODE_POINTS 0x110000
#define PINYIN_MAX 8
enum { BOUNDARY_ID = 1, SPACE_ID = 2 };
enum { HAN = 1, LETTER = 2, TONE = 4 }; /* bits of what a class is */

typedef struct {
    const uint8_t *kinds;
    uint16_t opening, closing;
} Marks;

INLINE int is_edge(uint16_t id) { return id == SPACE_ID || id == BOUNDARY_ID; }

/* Whether the space at a place does not count. What stands on both sides is never outside the paragraph's boundaries. */
INLINE int is_needless(const uint16_t *at, const uint8_t *classes, const Marks *marks) {
    if (at[-1] == BOUNDARY_ID || is_edge(at[1])) return 1;
    return marks->kinds[classes[-1]] & marks->kinds[classes[1]] & HAN && is_edge(at[-2]) && is_edge(at[2]);
}

/* Marks the brackets around a letter with a tone mark, and what they hold, if they stand after a Han character. */
INLINE void mark_pinyin(const uint16_t *ids, const uint8_t *classes, int64_t tone, const Marks *marks, uint8_t *drop) {
    int64_t left = tone, right = tone;
    for (int step = 0; step < PINYIN_MAX; step++) { /* stops at the boundaries, which are no letters */
        left -= (marks->kinds[classes[left]] & LETTER) != 0;
        right += (marks->kinds[classes[right]] & LETTER) != 0;
    }
    if (left > 0 && ids[left] == marks->opening && ids[right] == marks->closing && right - left <= PINYIN_MAX + 1 &&
        marks->kinds[classes[left - 1]] & HAN)
        memset(drop + left, 1, right - left + 1);
}

/* Takes out what does not count of one paragraph, boundaries at 0 and size; returns its size afterwards. */
INLINE int64_t taken_out(uint16_t *ids, uint8_t *classes, int64_t size, const Marks *marks, uint8_t *drop) {
    memset(drop, 0, size + 1);
    for (int64_t k = 1; k < size; k++) {
        if (ids[k] == SPACE_ID && is_needless(ids + k, classes + k, marks)) drop[k] = 1;
        if (marks->kinds[classes[k]] & TONE) mark_pinyin(ids, classes, k, marks, drop);
    }
    int64_t kept = 0;
    for (int64_t k = 0; k < size; k++) {
        ids[kept] = ids[k];
        classes[kept] = classes[k];
        kept += !drop[k];
    }
    return kept;
}

/* The row of ids of all paragraphs.

   codes: code points. starts, ends (n): the paragraphs, inside codes.
   id_of (0x110000), class_of (all ids), kinds (all classes; of boundaries 0): tables. opening, closing: ids of brackets.
   drop: room for the longest paragraph and two more.
   ids, classes: room for all paragraphs, a boundary before each, one more at the end. row_starts (n + 1). */
EXPORT void normalise(const uint32_t *codes, const int64_t *starts, const int64_t *ends, int64_t n,
                      const uint16_t *id_of, const uint8_t *class_of, const uint8_t *kinds, int64_t opening,
                      int64_t closing, uint8_t *drop, uint16_t *ids, uint8_t *classes, int64_t *row_starts) {
    const Marks marks = {kinds, (uint16_t)opening, (uint16_t)closing};
    int64_t size = 0;
    for (int64_t paragraph = 0; paragraph <= n; paragraph++) {
        int64_t start = row_starts[paragraph] = size;
        ids[size] = BOUNDARY_ID;
        classes[size++] = class_of[BOUNDARY_ID];
        if (paragraph == n) break;
        int special = 0;
        for (int64_t place = starts[paragraph]; place < ends[paragraph]; place++) {
            uint16_t id = codes[place] < CODE_POINTS ? id_of[codes[place]] : 0;
            uint8_t class = class_of[id];
            ids[size] = id;
            classes[size] = class;
            special |= (id == SPACE_ID) | (kinds[class] & TONE);
            size += id != 0; /* invisible characters drop out */
        }
        if (special) {
            ids[size] = BOUNDARY_ID;
            classes[size] = class_of[BOUNDARY_ID];
            size = start + taken_out(ids + start, classes + start, size - start, &marks, drop);
        }
    }
}
