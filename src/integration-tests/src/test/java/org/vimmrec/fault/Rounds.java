package org.vimmrec.fault;

import java.time.Duration;

/** How much of a thing a test does: little in every build, all that is promised with the Maven profile {@code long}. */
final class Rounds {
    private static final boolean LONG = Boolean.getBoolean("vimmrec.long");

    private Rounds() {
    }

    static int of(int always, int atLength) {
        return LONG ? atLength : always;
    }

    static Duration of(Duration always, Duration atLength) {
        return LONG ? atLength : always;
    }
}
