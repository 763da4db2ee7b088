package org.vimmrec.graph;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.similarity.EmbeddingMatrix;

/**
 * A property value, read as an embedding.
 *
 * @param length number of elements, at least 1; 0 if there is a problem
 * @param row the embedding in the form that {@link EmbeddingMatrix} stores; null if all elements are zero or there is a
 *     problem
 * @param problem why the value is not a valid embedding, a predicate for "the property p of node n"; null if it is
 *     valid
 */
record EmbeddingValue(int length, float[] row, String problem) {
    /** Exists since Neo4j 2025.10; this plugin is compiled against 5.26. Null on older servers. */
    private static final Class<?> VECTOR = vectorClass();

    /** Reads a numeric array or VECTOR. Byte arrays are rejected, because drivers use them for binary data. */
    static EmbeddingValue read(Transaction tx, Object value) {
        if (value instanceof float[] numbers) {
            return of(numbers);
        }
        if (value instanceof byte[] bytes) {
            return problem("is a byte array with %d elements, not a list of numbers (store a list of floats instead)"
                    .formatted(bytes.length));
        }
        double[] numbers = isVector(value) ? coordinates(tx, value) : numbers(value);
        return numbers == null ? problem("is not a numeric array or vector, but " + described(value)) : of(numbers);
    }

    private static EmbeddingValue of(float[] numbers) {
        for (int k = 0; k < numbers.length; k++) {
            if (!Float.isFinite(numbers[k])) {
                return problem("has %s at position %d".formatted(numbers[k], k));
            }
        }
        return numbers.length == 0 ? empty() : new EmbeddingValue(numbers.length, EmbeddingMatrix.row(numbers), null);
    }

    private static EmbeddingValue of(double[] numbers) {
        for (int k = 0; k < numbers.length; k++) {
            if (!Double.isFinite(numbers[k])) {
                return problem("has %s at position %d".formatted(numbers[k], k));
            }
        }
        return numbers.length == 0 ? empty() : new EmbeddingValue(numbers.length, EmbeddingMatrix.row(numbers), null);
    }

    /** The elements in double precision; null if the value is not a numeric array. */
    private static double[] numbers(Object value) {
        if (value instanceof double[] doubles) {
            return doubles;
        }
        if (!isNumericArray(value)) {
            return null;
        }
        double[] numbers = new double[Array.getLength(value)];
        // Array.getDouble(value, k) is slow: it takes as long per element as reading from the store.
        Arrays.setAll(
                numbers,
                value instanceof long[] longs
                        ? k -> longs[k]
                        : value instanceof int[] ints ? k -> ints[k] : k -> ((short[]) value)[k]);
        return numbers;
    }

    /** The number of elements of a value; 0 if the type is not valid for an embedding. */
    static int length(Object value) {
        return isNumericArray(value) ? Array.getLength(value) : isVector(value) ? dimensions(value) : 0;
    }

    private static EmbeddingValue empty() {
        return problem("is an empty array");
    }

    private static EmbeddingValue problem(String problem) {
        return new EmbeddingValue(0, null, problem);
    }

    private static boolean isNumericArray(Object value) {
        Class<?> component = value.getClass().getComponentType();
        return component != null
                && component.isPrimitive()
                && component != boolean.class
                && component != char.class
                && component != byte.class;
    }

    private static boolean isVector(Object value) {
        return VECTOR != null && VECTOR.isInstance(value);
    }

    private static Class<?> vectorClass() {
        try {
            return Class.forName("org.neo4j.graphdb.Vector");
        } catch (ClassNotFoundException e) {
            return null; // a server without the class has no properties of this type
        }
    }

    private static int dimensions(Object vector) {
        try {
            return (int) VECTOR.getMethod("dimensions").invoke(vector);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("org.neo4j.graphdb.Vector has no dimensions()", e);
        }
    }

    /** Reads the coordinates with Cypher, because the public Java interface does not expose them. */
    private static double[] coordinates(Transaction tx, Object vector) {
        try (Result result =
                tx.execute("CYPHER 25 RETURN toFloatList($vector) AS coordinates", Map.of("vector", vector))) {
            List<?> coordinates = (List<?>) result.next().get("coordinates");
            double[] numbers = new double[coordinates.size()];
            for (int k = 0; k < numbers.length; k++) {
                numbers[k] = ((Number) coordinates.get(k)).doubleValue();
            }
            return numbers;
        }
    }

    private static String described(Object value) {
        String type = value.getClass().getSimpleName();
        return value.getClass().isArray()
                ? "of type " + type + " with " + Array.getLength(value) + " elements"
                : "of type " + type;
    }
}
