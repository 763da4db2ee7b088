package org.vimmrec.mmrec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {

    @Test
    void shouldConvertEveryHalfByItsDefinition() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float actual = HalfPrecision.toFloat((short) bits);
            double expected = byDefinition(bits);
            if (Double.isNaN(expected)) {
                assertThat(actual).as("bits %04x", bits).isNaN();
            } else {
                // Comparing bits distinguishes the two zeros.
                assertThat(Double.doubleToRawLongBits(actual))
                        .as("bits %04x, %s", bits, actual)
                        .isEqualTo(Double.doubleToRawLongBits(expected));
            }
        }
    }

    @Test
    void shouldAgreeWithTheJdk() throws ReflectiveOperationException {
        Method jdk;
        try {
            jdk = Float.class.getMethod("float16ToFloat", short.class);
        } catch (NoSuchMethodException e) {
            Assumptions.abort("Float.float16ToFloat exists from Java 20 on");
            return;
        }
        for (int bits = 0; bits <= 0xffff; bits++) {
            // Not the raw bits, because processors treat a NaN's payload differently.
            assertThat(Float.floatToIntBits(HalfPrecision.toFloat((short) bits)))
                    .as("bits %04x", bits)
                    .isEqualTo(Float.floatToIntBits((float) jdk.invoke(null, (short) bits)));
        }
    }

    /** (-1)^sign 2^(exponent - 15) (1 + mantissa / 1024), and the special cases, in double arithmetic. */
    private static double byDefinition(int bits) {
        double sign = bits >= 0x8000 ? -1 : 1;
        int exponent = bits / 1024 % 32;
        double fraction = bits % 1024 / 1024.0;
        if (exponent == 31) {
            return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return exponent == 0 ? sign * fraction * Math.pow(2, -14) : sign * (1 + fraction) * Math.pow(2, exponent - 15);
    }
}
