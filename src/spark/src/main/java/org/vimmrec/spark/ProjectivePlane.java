package org.vimmrec.spark;

import java.io.Serializable;

/**
 * A finite projective plane, which assigns blocks of items to tasks: points are blocks, lines are tasks.
 *
 * <p>In the plane of order {@code q} there are {@code q^2 + q + 1} points and as many lines. A line has {@code q + 1}
 * points, and any two points lie on exactly one line. So each pair of blocks meets in exactly one task, and a task
 * holds about one {@code q}-th of all items. Pairs within a block meet in {@code q + 1} tasks, and each task compares
 * those of the block that it owns.
 *
 * @param order {@code q}: a prime, or 1 for a single task that holds all items
 */
record ProjectivePlane(int order) implements Serializable {

    ProjectivePlane {
        if (order < 1 || !isPrimeOrOne(order)) {
            throw new IllegalArgumentException(
                    "`planeOrder` must be 1 or a prime such as 2, 3, 5, 7, 11 or 13, but is %d.".formatted(order));
        }
    }

    private static boolean isPrimeOrOne(int number) {
        for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The plane for a number of items: a task holds at most about as many as given.
     *
     * @param items the number of items
     * @param itemsPerTask at least 1
     */
    static ProjectivePlane of(long items, long itemsPerTask) {
        int order = 1;
        while (!isPrimeOrOne(order) || new ProjectivePlane(order).itemsPerTask(items) > itemsPerTask) {
            order++;
        }
        return new ProjectivePlane(order);
    }

    private double itemsPerTask(long items) {
        return order == 1 ? items : (double) items * (order + 1) / size();
    }

    /** The block of an item, and so the point: spreads items evenly, whatever their ids have in common. */
    int block(long id) {
        long mixed = (id ^ id >>> 32) * 0x9E3779B97F4A7C15L;
        return (int) Long.remainderUnsigned(mixed ^ mixed >>> 29, size());
    }

    /** The number of points, which is that of lines. */
    int size() {
        return order == 1 ? 1 : order * order + order + 1;
    }

    /**
     * The lines through a point.
     *
     * <p>Point {@code q x + y} has the coordinates {@code (x, y)}, point {@code q^2 + m} is where the lines of slope
     * {@code m} meet, and the last point is where the vertical lines meet. Line {@code q m + b} is {@code y = m x + b},
     * line {@code q^2 + c} is {@code x = c}, and the last line holds all points without coordinates.
     */
    int[] linesThrough(int point) {
        if (order == 1) {
            return new int[] {0};
        }
        int q = order;
        int[] lines = new int[q + 1];
        if (point < q * q) {
            int x = point / q;
            int y = point % q;
            for (int m = 0; m < q; m++) {
                lines[m] = q * m + Math.floorMod((long) y - (long) m * x, q);
            }
            lines[q] = q * q + x;
        } else {
            int first = point - q * q; // a slope, or q for the vertical lines
            for (int b = 0; b < q; b++) {
                lines[b] = q * first + b;
            }
            lines[q] = q * q + q;
        }
        return lines;
    }

    /**
     * A point on a line, a different one for each line: that of slope {@code m} on the line of slope {@code m} through
     * the origin, and {@code (m, m^2 + b)} on {@code y = m x + b}. The vertical line through {@code (c, c^2)}, which no
     * other has, owns that.
     */
    int ownPoint(int line) {
        int q = order;
        if (q == 1) {
            return 0;
        }
        if (line < q * q) {
            int m = line / q;
            int b = line % q;
            return b == 0 ? q * q + m : q * m + Math.floorMod((long) m * m + b, q);
        }
        int c = line - q * q;
        return c < q ? q * c + Math.floorMod((long) c * c, q) : q * q + q;
    }
}
