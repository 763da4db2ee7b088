package org.vimmrec.similarity.vector;

import org.vimmrec.similarity.DotProduct;
import org.vimmrec.similarity.Insertion;
import org.vimmrec.similarity.KernelProvider;
import org.vimmrec.similarity.TileKernel;

/** The kernels that use the Vector API. {@code ServiceLoader} finds this class. */
public final class VectorKernelProvider implements KernelProvider {

    @Override
    public TileKernel tileKernel(int dimension, int columns) {
        return new VectorTileKernel(dimension, columns);
    }

    @Override
    public DotProduct dotProduct() {
        return new VectorDotProduct();
    }

    @Override
    public Insertion insertion() {
        return new VectorInsertion();
    }
}
