package org.vimmrec.similarity;

import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Which implementation computes similarities: the Vector API where the JVM runs with
 * {@code --add-modules=jdk.incubator.vector}, else plain Java. The system property {@value #PROPERTY}, {@code vector} or
 * {@code plain}, forces one. Both lead to the same neighbours.
 */
public enum Kernels {
    /** SIMD instructions, through {@code jdk.incubator.vector}. */
    VECTOR,
    /** What the JIT compiler makes of plain loops. */
    PLAIN;

    /** The system property that forces an implementation. */
    public static final String PROPERTY = "vimmrec.kernel";

    private static final String MODULE = "jdk.incubator.vector";

    /** The implementation in use; decided once, when first asked. */
    public static Kernels inUse() {
        return Holder.IN_USE;
    }

    /** Whether the JVM has what the implementation needs. */
    public boolean available() {
        return this == PLAIN || ModuleLayer.boot().findModule(MODULE).isPresent() && VectorHolder.PROVIDER.isPresent();
    }

    /** For the log: which it is, and what would give the faster one. */
    public String description() {
        return this == VECTOR
                ? "similarities are computed with the Vector API"
                : "similarities are computed in plain Java; the line server.jvm.additional=--add-modules=" + MODULE
                        + " in neo4j.conf gives a version that is several times faster";
    }

    /** A kernel for rows of a dimension, with room for a block of {@code columns} columns. */
    TileKernel create(int dimension, int columns) {
        return provider().tileKernel(dimension, columns);
    }

    /** Rounds the same in all implementations. */
    DotProduct dotProduct() {
        return provider().dotProduct();
    }

    /** Produces the same order in all implementations. */
    Insertion insertion() {
        return provider().insertion();
    }

    private KernelProvider provider() {
        return this == PLAIN ? KernelProvider.PLAIN : VectorHolder.PROVIDER.orElseThrow(
                () -> new IllegalStateException("No KernelProvider for the Vector API is on the class path."));
    }

    /** Loaded only where the module is present, because the provider's classes cannot be linked without it. */
    private static final class VectorHolder {
        static final Optional<KernelProvider> PROVIDER =
                ServiceLoader.load(KernelProvider.class, Kernels.class.getClassLoader()).findFirst();
    }

    private static final class Holder {
        static final Kernels IN_USE = chosen();

        private static Kernels chosen() {
            String forced = System.getProperty(PROPERTY);
            if (forced == null) {
                return VECTOR.available() ? VECTOR : PLAIN;
            }
            for (Kernels kernel : values()) {
                if (kernel.name().toLowerCase(Locale.ROOT).equals(forced)) {
                    if (!kernel.available()) {
                        throw new IllegalStateException(
                                "-D%s=%s needs --add-modules=%s".formatted(PROPERTY, forced, MODULE));
                    }
                    return kernel;
                }
            }
            throw new IllegalStateException("-D%s must be 'vector' or 'plain', but is '%s'".formatted(PROPERTY, forced));
        }
    }
}
