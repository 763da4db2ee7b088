package org.vimmrec.fault;

import java.time.Duration;

/** The amount of work of a test: little in every build, and more with the Maven profile {@code long}. */
final class Rounds {
    private static final boolean LONG = Boolean.getBoolean("vimmrec.long");

    private Rounds() {}

    static int of(int regular, int inLongRun) {
        return LONG ? inLongRun : regular;
    }

    static Duration of(Duration regular, Duration inLongRun) {
        return LONG ? inLongRun : regular;
    }
}
