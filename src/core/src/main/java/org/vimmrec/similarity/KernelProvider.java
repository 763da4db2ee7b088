package org.vimmrec.similarity;

/**
 * Creates the kernels of one implementation. {@link Kernels} finds the implementation that uses the Vector API through
 * {@link java.util.ServiceLoader} if the JVM has the module that it needs.
 */
public interface KernelProvider {

    /**
     * Creates a tile kernel.
     *
     * @param dimension the length of a row, at least 1
     * @param columns the most columns that a block can hold
     * @throws OutOfMemoryError if the block does not fit in the heap
     */
    TileKernel tileKernel(int dimension, int columns);

    /** The dot product. All implementations return the same bits. */
    DotProduct dotProduct();

    /** The insertion into a sorted array. All implementations produce the same order. */
    Insertion insertion();

    /** The implementation in plain Java. */
    KernelProvider PLAIN = new KernelProvider() {
        @Override
        public TileKernel tileKernel(int dimension, int columns) {
            return new PlainTileKernel(dimension, columns);
        }

        @Override
        public DotProduct dotProduct() {
            return DotProduct.PLAIN;
        }

        @Override
        public Insertion insertion() {
            return Insertion.PLAIN;
        }
    };
}
