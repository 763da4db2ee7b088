package org.vimmrec.similarity;

/**
 * Creates the kernels of one implementation. {@link Kernels} finds the implementation that uses the Vector API through
 * {@link java.util.ServiceLoader}, where the JVM has the module that it needs.
 */
public interface KernelProvider {

    /**
     * Creates a tile kernel.
     *
     * @param dimension length of a row, at least 1
     * @param columns how many columns a block can hold
     * @throws OutOfMemoryError if the heap has no room for the block
     */
    TileKernel tileKernel(int dimension, int columns);

    /** The dot product. All implementations round the same. */
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
