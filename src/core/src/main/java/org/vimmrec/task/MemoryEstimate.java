package org.vimmrec.task;

import java.util.Locale;

/**
 * The heap that a computation needs.
 *
 * @param bytesMin the lower bound, in bytes
 * @param bytesMax the upper bound, in bytes, at least {@code bytesMin}
 */
public record MemoryEstimate(long bytesMin, long bytesMax) {
    private static final String[] UNITS = {"Bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int ARRAY_HEADER = 16;
    private static final int REFERENCE = 8;

    public MemoryEstimate {
        if (bytesMin < 0 || bytesMax < bytesMin) {
            throw new IllegalArgumentException("not a range of bytes: " + bytesMin + " to " + bytesMax);
        }
    }

    /** An exact estimate. */
    public static MemoryEstimate of(long bytes) {
        return new MemoryEstimate(bytes, bytes);
    }

    /**
     * The heap of {@code count} arrays of {@code length} elements of {@code elementBytes} each, with a reference to
     * each.
     */
    public static long arrays(long count, long length, int elementBytes) {
        return saturated((double) count * (ARRAY_HEADER + REFERENCE + (double) length * elementBytes));
    }

    /** The sum of two estimates. */
    public MemoryEstimate plus(MemoryEstimate other) {
        return new MemoryEstimate(
                saturated((double) bytesMin + other.bytesMin), saturated((double) bytesMax + other.bytesMax));
    }

    /** The heap that is still free: the maximum heap size less the heap in use. */
    public static long freeHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }

    /**
     * Checks that the lower bound fits in the free heap.
     *
     * @param freeBytes see {@link #freeHeap}
     * @throws IllegalStateException if it does not fit
     */
    public void requireWithin(long freeBytes) {
        if (bytesMin > freeBytes) {
            throw new IllegalStateException(
                    ("The estimated memory (%s) exceeds the heap that is free (%s of %s). Give the"
                                    + " server more heap (server.memory.heap.max_size), lower topK or maxPerUser, or set `sudo: true`"
                                    + " to run anyway.")
                            .formatted(
                                    range(),
                                    readable(freeBytes),
                                    readable(Runtime.getRuntime().maxMemory())));
        }
    }

    /** The range as text, such as {@code "12 MiB"} or {@code "[12 MiB ... 14 MiB]"}. */
    public String range() {
        String min = readable(bytesMin);
        String max = readable(bytesMax);
        return min.equals(max) ? min : "[" + min + " ... " + max + "]";
    }

    private static String readable(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    private static long saturated(double bytes) {
        return bytes >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) bytes;
    }
}
