package org.vimmrec.task;

import java.util.Locale;

/**
 * How much heap a computation will need.
 *
 * @param bytesMin the least, in bytes
 * @param bytesMax the most, in bytes, at least {@code bytesMin}
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

    /** An estimate that is certain. */
    public static MemoryEstimate of(long bytes) {
        return new MemoryEstimate(bytes, bytes);
    }

    /** The heap of {@code count} arrays of {@code length} elements of {@code elementBytes} each, and their references. */
    public static long arrays(long count, long length, int elementBytes) {
        return saturated((double) count * (ARRAY_HEADER + REFERENCE + (double) length * elementBytes));
    }

    /** Both together. */
    public MemoryEstimate plus(MemoryEstimate other) {
        return new MemoryEstimate(saturated((double) bytesMin + other.bytesMin),
                saturated((double) bytesMax + other.bytesMax));
    }

    /** The heap that could still be taken now: what the JVM may grow to, less what is in use. */
    public static long freeHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }

    /**
     * Refuses work whose least need is more than there is.
     *
     * @param freeBytes see {@link #freeHeap}
     * @throws IllegalStateException with both figures and what to do
     */
    public void requireWithin(long freeBytes) {
        if (bytesMin > freeBytes) {
            throw new IllegalStateException(("The estimated memory (%s) exceeds the heap that is free (%s of %s). Give the"
                    + " server more heap (server.memory.heap.max_size), lower topK or maxPerUser, or run with `sudo: true`"
                    + " to try all the same.").formatted(range(), readable(freeBytes),
                            readable(Runtime.getRuntime().maxMemory())));
        }
    }

    /** For people: {@code "12 MiB"}, or {@code "[12 MiB ... 14 MiB]"}. */
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
