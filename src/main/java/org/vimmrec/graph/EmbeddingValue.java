package org.vimmrec.graph;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;

/**
 * A property value as an embedding.
 *
 * @param numbers the embedding, finite and not empty; null if there is a problem
 * @param problem why the value is not an embedding, to follow "the property p of node n"; null if there is none
 */
record EmbeddingValue(double[] numbers, String problem) {
    /** There since Neo4j 2025.10; this plugin is compiled against 5.26. */
    private static final Class<?> VECTOR = vectorClass();

    /** Reads any numeric array or VECTOR. */
    static EmbeddingValue read(Transaction tx, Object value) {
        double[] numbers;
        if (value instanceof float[] floats) {
            numbers = new double[floats.length];
            for (int k = 0; k < numbers.length; k++) {
                numbers[k] = floats[k];
            }
        } else if (value instanceof double[] doubles) {
            numbers = doubles;
        } else if (isVector(value)) {
            numbers = coordinates(tx, value);
        } else if (isNumericArray(value)) {
            numbers = new double[Array.getLength(value)];
            for (int k = 0; k < numbers.length; k++) {
                numbers[k] = Array.getDouble(value, k);
            }
        } else {
            return problem("is no numeric array or vector, but " + described(value));
        }
        if (numbers.length == 0) {
            return problem("is an empty array");
        }
        for (int k = 0; k < numbers.length; k++) {
            if (!Double.isFinite(numbers[k])) {
                return problem("has %s at position %d".formatted(numbers[k], k));
            }
        }
        return new EmbeddingValue(numbers, null);
    }

    /** The length of a value that may be an embedding; 0 if its type is wrong. */
    static int length(Object value) {
        return isNumericArray(value) ? Array.getLength(value) : isVector(value) ? dimensions(value) : 0;
    }

    private static EmbeddingValue problem(String problem) {
        return new EmbeddingValue(null, problem);
    }

    private static boolean isNumericArray(Object value) {
        Class<?> component = value.getClass().getComponentType();
        return component != null && component.isPrimitive() && component != boolean.class && component != char.class;
    }

    private static boolean isVector(Object value) {
        return VECTOR != null && VECTOR.isInstance(value);
    }

    private static Class<?> vectorClass() {
        try {
            return Class.forName("org.neo4j.graphdb.Vector");
        } catch (ClassNotFoundException e) {
            return null; // a server without the type has no property of it
        }
    }

    private static int dimensions(Object vector) {
        try {
            return (int) VECTOR.getMethod("dimensions").invoke(vector);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("org.neo4j.graphdb.Vector has no dimensions()", e);
        }
    }

    /** The public interface has no coordinates; Cypher gives them. */
    private static double[] coordinates(Transaction tx, Object vector) {
        try (Result result = tx.execute("CYPHER 25 RETURN toFloatList($vector) AS coordinates", Map.of("vector", vector))) {
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
        return value.getClass().isArray() ? "of type " + type + " with " + Array.getLength(value) + " elements"
                : "of type " + type;
    }
}
