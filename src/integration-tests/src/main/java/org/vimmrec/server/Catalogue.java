package org.vimmrec.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The data of the Cypher scripts, with an independent implementation of the method: plain loops over all pairs in
 * double precision. The tests compare the results of a server with it.
 */
final class Catalogue {

    static final List<String> MODALITIES = List.of("visual", "text", "audio");
    private static final int FIRST_EMBEDDING = 4; // after itemId, title, topic and subtopic

    /** Embedding by item and modality, in the order of the file, which is also the order of the node ids. */
    final Map<String, Map<String, double[]>> embeddings = new LinkedHashMap<>();

    final Map<String, String> titles = new LinkedHashMap<>();
    /** Number of plays by user and item. */
    final Map<String, Map<String, Double>> plays = new TreeMap<>();

    Catalogue() throws IOException {
        for (String[] row : rows("items.csv")) {
            Map<String, double[]> ofItem = new LinkedHashMap<>();
            for (int m = 0; m < MODALITIES.size(); m++) {
                if (!row[FIRST_EMBEDDING + m].isEmpty()) {
                    ofItem.put(
                            MODALITIES.get(m),
                            Stream.of(row[FIRST_EMBEDDING + m].split(";"))
                                    .mapToDouble(Double::parseDouble)
                                    .toArray());
                }
            }
            embeddings.put(row[0], ofItem);
            titles.put(row[0], row[1]);
        }
        for (String[] row : rows("interactions.csv")) {
            plays.computeIfAbsent(row[0], u -> new LinkedHashMap<>()).put(row[1], Double.parseDouble(row[2]));
        }
    }

    private static List<String[]> rows(String file) throws IOException {
        return Files.readAllLines(Path.of("cypher", "data", file)).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
    }

    long interactions() {
        return plays.values().stream().mapToLong(Map::size).sum();
    }

    long having(String modality) {
        return embeddings.values().stream()
                .filter(ofItem -> ofItem.containsKey(modality))
                .count();
    }

    int dimension(String modality) {
        return embeddings.values().stream()
                .filter(ofItem -> ofItem.containsKey(modality))
                .mapToInt(ofItem -> ofItem.get(modality).length)
                .findFirst()
                .orElseThrow();
    }

    String itemTitled(String title) {
        return titles.keySet().stream()
                .filter(item -> titles.get(item).equals(title))
                .findFirst()
                .orElseThrow();
    }

    List<String> titles(Collection<String> items) {
        return items.stream().map(titles::get).toList();
    }

    List<String> coldItems() {
        return embeddings.keySet().stream()
                .filter(item -> plays.values().stream().noneMatch(seen -> seen.containsKey(item)))
                .toList();
    }

    /** The nearest neighbours of each item in one modality. */
    Map<String, Map<String, Double>> neighbours(String modality, int topK) {
        return nearest(topK, (i, j) -> {
            double[] a = embeddings.get(i).get(modality);
            double[] b = embeddings.get(j).get(modality);
            return a == null || b == null ? 0 : cosine(a, b);
        });
    }

    /** The modality weights that are proportional to the mean similarity. */
    Map<String, Double> meanWeights(int topK) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (String modality : MODALITIES) {
            means.put(
                    modality,
                    neighbours(modality, topK).values().stream()
                            .flatMap(of -> of.values().stream())
                            .collect(Collectors.averagingDouble(s -> s)));
        }
        double sum = means.values().stream().mapToDouble(d -> d).sum();
        means.replaceAll((modality, mean) -> mean / sum);
        return means;
    }

    /** Virtual interactions of the strategy Overlay, with the modality weights given. */
    Map<String, Map<String, Double>> overlay(
            Map<String, Double> weights, int topK, boolean countPlays, double virtualWeight, int maxPerUser) {
        Map<String, Map<String, Map<String, Double>>> neighbours = new LinkedHashMap<>();
        MODALITIES.forEach(modality -> neighbours.put(modality, neighbours(modality, topK)));
        return virtual(countPlays, virtualWeight, maxPerUser, (i, j) -> {
            double present = 0;
            double sum = 0;
            for (String modality : MODALITIES) {
                if (!neighbours.get(modality).get(i).isEmpty()) {
                    present += weights.get(modality);
                    sum += weights.get(modality)
                            * neighbours.get(modality).get(i).getOrDefault(j, 0.0);
                }
            }
            return present == 0 ? 0 : sum / present;
        });
    }

    /**
     * Virtual interactions of the strategy Synergistic, with the modality weights of stored neighbours of the same
     * {@code topK}.
     */
    Map<String, Map<String, Double>> synergistic(int topK, double virtualWeight, int maxPerUser) {
        Map<String, Double> weights = meanWeights(topK);
        Map<String, Map<String, Double>> fused = nearest(topK, (i, j) -> {
            double present = 0;
            double sum = 0;
            for (String modality : MODALITIES) {
                double[] a = embeddings.get(i).get(modality);
                double[] b = embeddings.get(j).get(modality);
                if (a != null && b != null) {
                    present += weights.get(modality);
                    sum += weights.get(modality) * cosine(a, b);
                }
            }
            return present == 0 ? 0 : sum / present;
        });
        return virtual(false, virtualWeight, maxPerUser, (i, j) -> fused.get(i).getOrDefault(j, 0.0));
    }

    /** Virtual interactions for a given contribution of one item to another. */
    private Map<String, Map<String, Double>> virtual(
            boolean countPlays, double virtualWeight, int maxPerUser, ToDoubleBiFunction<String, String> contribution) {
        Map<String, Map<String, Double>> virtual = new LinkedHashMap<>();
        plays.forEach((user, seen) -> {
            Map<String, Double> ofUser = new LinkedHashMap<>();
            double total =
                    countPlays ? seen.values().stream().mapToDouble(r -> r).sum() : seen.size();
            for (String j : embeddings.keySet()) {
                double sum = 0;
                for (String i : seen.keySet()) {
                    sum += (countPlays ? seen.get(i) : 1) * contribution.applyAsDouble(i, j);
                }
                if (sum > 0 && !seen.containsKey(j)) {
                    ofUser.put(j, virtualWeight * sum / total);
                }
            }
            virtual.put(user, highest(ofUser, maxPerUser));
        });
        return virtual;
    }

    private Map<String, Map<String, Double>> nearest(int topK, ToDoubleBiFunction<String, String> similarity) {
        Map<String, Map<String, Double>> nearest = new LinkedHashMap<>();
        for (String i : embeddings.keySet()) {
            Map<String, Double> ofItem = new LinkedHashMap<>();
            for (String j : embeddings.keySet()) {
                double s = i.equals(j) ? 0 : similarity.applyAsDouble(i, j);
                if (s > 0) {
                    ofItem.put(j, s);
                }
            }
            nearest.put(i, highest(ofItem, topK));
        }
        return nearest;
    }

    private static Map<String, Double> highest(Map<String, Double> values, int count) {
        List<Map.Entry<String, Double>> sorted = new ArrayList<>(values.entrySet());
        sorted.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
        Map<String, Double> highest = new LinkedHashMap<>();
        sorted.stream().limit(count).forEach(entry -> highest.put(entry.getKey(), entry.getValue()));
        return highest;
    }

    private static double cosine(double[] a, double[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < a.length; d++) {
            ab += a[d] * b[d];
            aa += a[d] * a[d];
            bb += b[d] * b[d];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
