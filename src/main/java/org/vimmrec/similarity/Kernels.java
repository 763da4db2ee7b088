package org.vimmrec.similarity;

import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

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
        return this == PLAIN || ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /** For the log: which it is, and what would give the faster one. */
    public String description() {
        return this == VECTOR
                ? "similarities are computed with the Vector API"
                : "similarities are computed in plain Java; the line server.jvm.additional=--add-modules=" + MODULE
                        + " in neo4j.conf gives a version that is several times faster";
    }

    /** A kernel for rows of a dimension, with room for a block of so many columns. */
    TileKernel create(int dimension, int columns) {
        if (this == PLAIN) {
            return new PlainTileKernel(dimension, columns);
        }
        return (TileKernel) vector("VectorTileKernel", new Class<?>[] {int.class, int.class}, dimension, columns);
    }

    /** Rounds the same in all implementations. */
    DotProduct dotProduct() {
        return this == PLAIN ? DotProduct.PLAIN : (DotProduct) vector("VectorDotProduct", new Class<?>[0]);
    }

    /** Ends in the same order in all implementations. */
    Insertion insertion() {
        return this == PLAIN ? Insertion.PLAIN : (Insertion) vector("VectorInsertion", new Class<?>[0]);
    }

    /** By name, so that nothing of the Vector API is touched where it is not there. */
    private static Object vector(String name, Class<?>[] types, Object... arguments) {
        try {
            return Class.forName(Kernels.class.getPackageName() + "." + name).getDeclaredConstructor(types)
                    .newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) { // no heap for the block
                throw error;
            }
            throw new IllegalStateException(name + " cannot be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " is not in the jar", e);
        }
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
