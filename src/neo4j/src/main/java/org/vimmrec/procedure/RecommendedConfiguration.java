package org.vimmrec.procedure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.CandidateSource;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.EvaluationSubject;
import org.vimmrec.graph.EvaluationStore;
import org.vimmrec.interaction.Strategy;

/**
 * Resolves {@code virtualWeight: 'recommended'}: the caller gets the configuration that {@code vimmrec.evaluate.write}
 * recommended last for the same labels and interaction types. Keys that the caller gives have priority.
 */
final class RecommendedConfiguration {
    private static final String KEY = "virtualWeight";
    private static final String RECOMMENDED = "recommended";

    private RecommendedConfiguration() {}

    /**
     * Returns the configuration with the recommended values in the place of {@code 'recommended'}.
     *
     * @param configuration what the caller passed; returned as it is if it does not ask for a recommendation
     * @throws IllegalArgumentException if no evaluation is recorded, or if it recommends something else
     */
    static Map<String, Object> resolve(
            Transaction tx, String procedure, Map<String, Object> configuration, Strategy strategy) {
        if (configuration == null
                || !(configuration.get(KEY) instanceof String given && given.equalsIgnoreCase(RECOMMENDED))) {
            return configuration;
        }
        ConfigMap config = VimmrecProcedures.config(procedure, configuration);
        EvaluationSubject subject = EvaluationSubject.of(config);
        EvaluationStore.Recommended recommended = EvaluationStore.read(tx, subject);
        if (recommended == null) {
            throw error(
                    config,
                    subject.notRecorded() + ". Call vimmrec.evaluate.write with the same labels, or give a number");
        }
        String evaluation = "the evaluation of %s recommends ".formatted(recommended.evaluatedAt());
        if (recommended.strategy() == null) {
            throw error(
                    config,
                    evaluation + "not to augment this graph. Give a number to do it all the same, or evaluate again");
        }
        if (!recommended.strategy().equals(strategy.spelling())) {
            throw error(
                    config,
                    evaluation
                            + "the strategy '%s'. Call vimmrec.%s.* instead, or give a number"
                                    .formatted(recommended.strategy(), recommended.strategy()));
        }
        Map<String, Object> resolved = new LinkedHashMap<>(recommended.configuration());
        if (configuration.containsKey(CandidateSource.LABEL) || configuration.containsKey(CandidateSource.PROPERTY)) {
            resolved.keySet().removeAll(List.of(CandidateSource.LABEL, CandidateSource.PROPERTY)); // one of both
        }
        configuration.forEach((key, value) -> {
            if (!key.equals(KEY)) {
                resolved.put(key, value);
            }
        });
        return resolved;
    }

    private static IllegalArgumentException error(ConfigMap config, String reason) {
        return config.error("`virtualWeight` is 'recommended', but " + reason);
    }
}
