package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which rows are in which cells. A row is in {@code cellsPerRow} cells, so cells overlap. */
final class Cells {
    private static final int NONE = -1;

    /** By row its cells, or {@link #NONE}. */
    private final int[] cellsOfRows;

    private final int cellsPerRow;
    private final int[] starts;
    private final int[] members;

    private Cells(int[] cellsOfRows, int cellsPerRow, int cells) {
        this.cellsOfRows = cellsOfRows;
        this.cellsPerRow = cellsPerRow;
        starts = new int[cells + 1];
        for (int cell : cellsOfRows) {
            if (cell != NONE) {
                starts[cell + 1]++;
            }
        }
        for (int cell = 0; cell < cells; cell++) {
            starts[cell + 1] += starts[cell];
        }
        members = new int[starts[cells]];
        int[] next = starts.clone();
        for (int n = 0; n < cellsOfRows.length; n++) {
            if (cellsOfRows[n] != NONE) {
                members[next[cellsOfRows[n]]++] = n / cellsPerRow;
            }
        }
    }

    /**
     * Every row is in cells.
     *
     * @param cellsOfRows the cells of row {@code r}, all different, from place {@code r * cellsPerRow} on
     */
    static Cells of(int[] cellsOfRows, int cellsPerRow, int cells) {
        return new Cells(cellsOfRows, cellsPerRow, cells);
    }

    /**
     * Some rows are in cells.
     *
     * @param cellsOfSome the cells of row {@code some[n]} from place {@code n * cellsPerRow} on
     * @param some the rows that are in cells
     * @param rows the number of all rows
     */
    static Cells of(int[] cellsOfSome, int cellsPerRow, int cells, int[] some, int rows) {
        int[] cellsOfRows = new int[Math.multiplyExact(rows, cellsPerRow)];
        Arrays.fill(cellsOfRows, NONE);
        for (int n = 0; n < some.length; n++) {
            System.arraycopy(cellsOfSome, n * cellsPerRow, cellsOfRows, some[n] * cellsPerRow, cellsPerRow);
        }
        return new Cells(cellsOfRows, cellsPerRow, cells);
    }

    /** The heap that this takes, in bytes. */
    static long bytes(long rows, int cellsPerRow) {
        return 2 * rows * cellsPerRow * Integer.BYTES;
    }

    /** The number of cells. */
    int count() {
        return starts.length - 1;
    }

    /** The place of a cell's first member, which is the end of the cell before it. */
    int start(int cell) {
        return starts[cell];
    }

    /** The row at a place. The rows of a cell ascend. */
    int member(int place) {
        return members[place];
    }

    /** The number of rows in a cell. */
    int size(int cell) {
        return starts[cell + 1] - starts[cell];
    }

    /** The cells, largest first, so that no thread begins a large one when the others are done. */
    int[] largestFirst() {
        return IntStream.range(0, count())
                .boxed()
                .sorted((a, b) -> Integer.compare(size(b), size(a)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Whether two rows have a cell in common. */
    boolean together(int row, int other) {
        for (int n = row * cellsPerRow; n < (row + 1) * cellsPerRow; n++) {
            for (int m = other * cellsPerRow; m < (other + 1) * cellsPerRow; m++) {
                if (cellsOfRows[n] == cellsOfRows[m] && cellsOfRows[n] != NONE) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All rows, in the order of their nearest cells, so that neighbours are visited one after the other. */
    int[] rowsByCell() {
        int[] rows = new int[cellsOfRows.length / cellsPerRow];
        int length = 0;
        for (int cell = 0; cell < count(); cell++) {
            for (int place = starts[cell]; place < starts[cell + 1]; place++) {
                if (cellsOfRows[members[place] * cellsPerRow] == cell) {
                    rows[length++] = members[place];
                }
            }
        }
        for (int row = 0; row < rows.length; row++) {
            if (cellsOfRows[row * cellsPerRow] == NONE) {
                rows[length++] = row;
            }
        }
        return rows;
    }

    /**
     * The pairs of rows that have a cell in common, each counted once for every such cell.
     *
     * @param targets only pairs with a row before this one count
     */
    double pairs(int targets) {
        double pairs = 0;
        for (int cell = 0; cell < count(); cell++) {
            int place = Arrays.binarySearch(members, starts[cell], starts[cell + 1], targets);
            double inCell = (place < 0 ? -place - 1 : place) - starts[cell];
            pairs += inCell * (size(cell) - (inCell + 1) / 2);
        }
        return pairs;
    }
}
