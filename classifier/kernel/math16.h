/* Elementary functions of 16 numbers at once, after Cephes (Moshier): off by a few units in the last place. */

#ifndef CLASSIFIER_KERNEL_MATH16_H
#define CLASSIFIER_KERNEL_MATH16_H

#include "kernel.h"

#define LABELS 10

INLINE floats all(float value) { return value - (floats){0}; }
INLINE floats chosen(ints mask, floats yes, floats no) { return (floats)(((ints)yes & mask) | ((ints)no & ~mask)); }
INLINE floats greater(floats a, floats b) { return chosen(a > b, a, b); }
INLINE floats lesser(floats a, floats b) { return chosen(a < b, a, b); }

INLINE floats exponential(floats x) {
    x = greater(lesser(x, all(88.0f)), all(-87.0f));
    floats shifted = x * 1.44269504f + 12582912.0f; /* 1.5 * 2^23: the whole part lands in the last bits */
    floats whole = shifted - 12582912.0f;
    x = x - whole * 0.693359375f + whole * 2.12194440e-4f;
    floats sum = x * 1.9875691500e-4f + 1.3981999507e-3f;
    sum = sum * x + 8.3334519073e-3f;
    sum = sum * x + 4.1665795894e-2f;
    sum = sum * x + 1.6666665459e-1f;
    sum = sum * x + 5.0000001201e-1f;
    sum = sum * x * x + x + 1.0f;
    ints power = (ints)((uints)shifted << 23) + 0x3f800000;
    return sum * (floats)power;
}

/* Of positive numbers that are not denormal. */
INLINE floats logarithm(floats x) {
    ints bits = (ints)x - 0x3f3504f3; /* root of one half: the mantissa lies around 1 */
    floats exponent = __builtin_convertvector(bits >> 23, floats);
    x = (floats)((bits & 0x7fffff) + 0x3f3504f3) - 1.0f;
    floats square = x * x;
    floats sum = x * 7.0376836292e-2f - 1.1514610310e-1f;
    sum = sum * x + 1.1676998740e-1f;
    sum = sum * x - 1.2420140846e-1f;
    sum = sum * x + 1.4249322787e-1f;
    sum = sum * x - 1.6668057665e-1f;
    sum = sum * x + 2.0000714765e-1f;
    sum = sum * x - 2.4999993993e-1f;
    sum = sum * x + 3.3333331174e-1f;
    sum = sum * x * square + exponent * -2.12194440e-4f - 0.5f * square;
    return x + sum + exponent * 0.693359375f;
}

/* Probabilities of the first ten lanes; the others become 0. */
INLINE floats softmax(floats logits) {
    const ints label = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    union {
        floats all;
        float each[LANES];
    } row;
    row.all = chosen(label, logits, all(-3e38f));
    float most = row.each[0];
    for (int i = 1; i < LABELS; i++) most = row.each[i] > most ? row.each[i] : most;
    row.all = chosen(label, exponential(row.all - most), all(0));
    float even = 0, odd = 0;
    for (int i = 0; i < LABELS; i += 2) even += row.each[i], odd += row.each[i + 1];
    return row.all / (even + odd);
}

#endif
