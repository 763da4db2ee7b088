package org.vimmrec.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * What is passed on to the plugin's procedures. An option that is not given is not passed on, so that the plugin's own
 * default holds, and what is given is checked by the plugin.
 */
final class MethodOptions {

    @Option(names = "--top-k", paramLabel = "COUNT",
            description = "Similarity: how many neighbours an item gets in each modality.")
    private Long topK;

    @Option(names = "--virtual-top-k", paramLabel = "COUNT",
            description = "Overlay and Synergistic: how many neighbours of an item count.")
    private Long virtualTopK;

    @Option(names = "--virtual-weight", paramLabel = "WEIGHT",
            description = "What a full virtual interaction weighs beside a real one's 1.")
    private Double virtualWeight;

    @Option(names = "--max-per-user", paramLabel = "COUNT",
            description = "The most virtual interactions a user may get.")
    private Long maxPerUser;

    @Option(names = "--aggregation", paramLabel = "NAME", description = "mean, sum or max.")
    private String aggregation;

    @Option(names = "--modality-weights", paramLabel = "WEIGHTS", converter = WeightsConverter.class,
            description = "mean, coInteraction, uniform, or numbers such as visual=0.7,text=0.3.")
    private Object modalityWeights;

    @Option(names = "--concurrency", paramLabel = "THREADS", description = "How many threads compute.")
    private Long concurrency;

    /** The configuration of {@code vimmrec.similarity.write}. */
    Map<String, Object> similarity(LoadedDataSet dataSet) {
        Map<String, Object> configuration = common(dataSet);
        putIfGiven(configuration, "topK", topK);
        return configuration;
    }

    /** The configuration of {@code vimmrec.statistics}, which works weights out but takes none. */
    Map<String, Object> statistics(LoadedDataSet dataSet) {
        Map<String, Object> configuration = common(dataSet);
        if (modalityWeights instanceof String) {
            configuration.put("weighting", modalityWeights);
        }
        return configuration;
    }

    /** The configuration of {@code vimmrec.overlay.write} and {@code vimmrec.synergistic.write}. */
    Map<String, Object> virtual(LoadedDataSet dataSet, String relationshipType) {
        Map<String, Object> configuration = stream(dataSet);
        configuration.put("writeRelationshipType", relationshipType);
        return configuration;
    }

    /** The configuration of {@code vimmrec.overlay.stream} and {@code vimmrec.synergistic.stream}. */
    Map<String, Object> stream(LoadedDataSet dataSet) {
        Map<String, Object> configuration = common(dataSet);
        putIfGiven(configuration, "topK", virtualTopK);
        putIfGiven(configuration, "virtualWeight", virtualWeight);
        putIfGiven(configuration, "maxPerUser", maxPerUser);
        putIfGiven(configuration, "aggregation", aggregation);
        putIfGiven(configuration, "modalityWeights", modalityWeights);
        return configuration;
    }

    /** A modality's share of the weights given as numbers, if they were given so. */
    OptionalDouble weightGiven(String modality) {
        if (!(modalityWeights instanceof Map<?, ?> weights)) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (Object weight : weights.values()) {
            sum += (Double) weight;
        }
        Object weight = weights.get(modality);
        return OptionalDouble.of(weight == null ? 0 : (Double) weight / sum);
    }

    private Map<String, Object> common(LoadedDataSet dataSet) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("modalities", dataSet.modalityMap());
        putIfGiven(configuration, "concurrency", concurrency);
        return configuration;
    }

    private static void putIfGiven(Map<String, Object> configuration, String key, Object value) {
        if (value != null) {
            configuration.put(key, value);
        }
    }

    /** A word as it is; {@code name=number,...} as a map. */
    static final class WeightsConverter implements ITypeConverter<Object> {

        @Override
        public Object convert(String text) {
            if (!text.contains("=")) {
                return text;
            }
            Map<String, Object> weights = new LinkedHashMap<>();
            for (String entry : text.split(",")) {
                String[] nameAndNumber = entry.split("=", -1);
                try {
                    if (nameAndNumber.length == 2
                            && weights.put(nameAndNumber[0].strip(), Double.valueOf(nameAndNumber[1])) == null) {
                        continue;
                    }
                } catch (NumberFormatException notANumber) {
                    throw malformed(entry);
                }
                throw malformed(entry);
            }
            return weights;
        }

        private static TypeConversionException malformed(String entry) {
            return new TypeConversionException("expected name=number,... with each name once, found [" + entry + "]");
        }
    }
}
