package org.vimmrec.mmrec;

/**
 * Converts IEEE 754 half-precision floats (1 sign, 5 exponent, 10 mantissa bits). Java itself does so from release 20
 * on.
 */
public final class HalfPrecision {

    private static final int SIGN = 0x8000;
    private static final int MANTISSA = 0x3ff;
    private static final int MAX_EXPONENT = 0x1f;
    /** The difference between the exponent biases of float (127) and half (15). */
    private static final int BIAS_DIFFERENCE = 127 - 15;

    private static final int MANTISSA_SHIFT = 23 - 10;
    private static final float SMALLEST_SUBNORMAL = 0x1p-24f;

    private HalfPrecision() {}

    /**
     * The float of the same value; every half-precision number has one. Infinities and the signs of zeros are kept. A
     * NaN stays a NaN and keeps its payload in the upper bits.
     */
    public static float toFloat(short half) {
        int sign = (half & SIGN) << 16;
        int exponent = half >>> 10 & MAX_EXPONENT;
        int mantissa = half & MANTISSA;
        if (exponent == 0) {
            // Zero or subnormal: a multiple of the smallest subnormal, which a float holds exactly.
            float magnitude = mantissa * SMALLEST_SUBNORMAL;
            return sign == 0 ? magnitude : -magnitude;
        }
        int floatExponent = exponent == MAX_EXPONENT ? 0xff : exponent + BIAS_DIFFERENCE;
        return Float.intBitsToFloat(sign | floatExponent << 23 | mantissa << MANTISSA_SHIFT);
    }
}
