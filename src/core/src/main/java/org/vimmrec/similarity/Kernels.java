package org.vimmrec.similarity;

import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The implementations that compute similarities. The Vector API is used if the JVM runs with
 * {@code --add-modules=jdk.incubator.vector}, otherwise plain Java. The system property {@value #PROPERTY},
 * {@code vector} or {@code plain}, forces one of them. Both find the same neighbours.
 */
public enum Kernels {
    /** SIMD instructions, through {@code jdk.incubator.vector}. */
    VECTOR,
    /** Plain loops, which the JIT compiler turns into SIMD instructions where it can. */
    PLAIN;

    /** The system property that forces an implementation. */
    public static final String PROPERTY = "vimmrec.kernel";

    private static final String MODULE = "jdk.incubator.vector";

    /** The implementation in use, which is decided at the first call. */
    public static Kernels inUse() {
        return Holder.IN_USE;
    }

    /** Whether this JVM can run the implementation. */
    public boolean available() {
        return this == PLAIN || ModuleLayer.boot().findModule(MODULE).isPresent() && VectorHolder.PROVIDER.isPresent();
    }

    /** The implementation for the log, and how to get the faster one. */
    public String description() {
        return this == VECTOR
                ? "similarities are computed with the Vector API"
                : "similarities are computed in plain Java; the line server.jvm.additional=--add-modules=" + MODULE
                        + " in neo4j.conf gives a version that is several times faster";
    }

    /** Creates a kernel; see {@link KernelProvider#tileKernel}. */
    public TileKernel create(int dimension, int columns) {
        return provider().tileKernel(dimension, columns);
    }

    /** The implementation's dot product. */
    DotProduct dotProduct() {
        return provider().dotProduct();
    }

    /** The implementation's insertion. */
    Insertion insertion() {
        return provider().insertion();
    }

    private KernelProvider provider() {
        return this == PLAIN
                ? KernelProvider.PLAIN
                : VectorHolder.PROVIDER.orElseThrow(
                        () -> new IllegalStateException("No KernelProvider for the Vector API is on the class path."));
    }

    /** Loaded only where the module is present, because the provider's classes cannot be linked without it. */
    private static final class VectorHolder {
        static final Optional<KernelProvider> PROVIDER = ServiceLoader.load(
                        KernelProvider.class, Kernels.class.getClassLoader())
                .findFirst();
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
            throw new IllegalStateException(
                    "-D%s must be 'vector' or 'plain', but is '%s'".formatted(PROPERTY, forced));
        }
    }
}
