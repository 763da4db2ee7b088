package org.vimmrec.procedure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.EvaluationSubject;
import org.vimmrec.config.RecommendKeys;
import org.vimmrec.graph.EvaluationStore;
import org.vimmrec.recommender.Recommenders;

/**
 * Resolves {@code recommender: 'recommended'}, the default, and {@code strategy: 'recommended'}: the caller gets the
 * recommender with its hyperparameters, and the strategy with its keys, that {@code vimmrec.evaluate.write} recommended
 * last for the same labels and interaction types. Keys that the caller gives have priority.
 */
final class RecommendedModel {
    private static final String NONE = "none";

    private final Map<String, Object> given;
    private final boolean recommender;
    private final boolean strategy;

    private RecommendedModel(Map<String, Object> given) {
        this.given = given;
        this.recommender = !given.containsKey(RecommendKeys.RECOMMENDER) || isRecommended(RecommendKeys.RECOMMENDER);
        this.strategy = given.containsKey(RecommendKeys.STRATEGY) ? isRecommended(RecommendKeys.STRATEGY) : recommender;
    }

    private boolean isRecommended(String key) {
        return given.get(key) instanceof String text && text.equalsIgnoreCase(RecommendKeys.RECOMMENDED);
    }

    /**
     * Returns the configuration with the recommended values in the place of {@code 'recommended'}.
     *
     * @param configuration what the caller passed; returned as it is if it does not ask for a recommendation
     * @throws IllegalArgumentException if no evaluation is recorded, or if an older version has recorded it
     */
    static Map<String, Object> resolve(Transaction tx, String procedure, Map<String, Object> configuration) {
        if (configuration == null) {
            return null;
        }
        RecommendedModel wanted = new RecommendedModel(configuration);
        if (!wanted.recommender && !wanted.strategy) {
            return configuration;
        }
        ConfigMap config = VimmrecProcedures.config(procedure, configuration);
        return wanted.resolved(wanted.evaluation(tx, config));
    }

    private EvaluationStore.Recommended evaluation(Transaction tx, ConfigMap config) {
        EvaluationSubject subject = EvaluationSubject.of(config);
        EvaluationStore.Recommended evaluation = EvaluationStore.read(tx, subject);
        if (evaluation == null) {
            throw error(config, subject.notRecorded() + ". Call vimmrec.evaluate.write with the same labels, or name");
        }
        if (!evaluation.model().containsKey(RecommendKeys.RECOMMENDER)) {
            throw error(
                    config,
                    "the evaluation of %s was recorded by an older version of this plugin, without its recommender. Call vimmrec.evaluate.write again, or name"
                            .formatted(evaluation.evaluatedAt()));
        }
        return evaluation;
    }

    private IllegalArgumentException error(ConfigMap config, String reason) {
        String key = recommender ? RecommendKeys.RECOMMENDER : RecommendKeys.STRATEGY;
        return config.error("`%s` is 'recommended', but %s a %s".formatted(key, reason, key));
    }

    private Map<String, Object> resolved(EvaluationStore.Recommended evaluation) {
        Map<String, Object> resolved = new LinkedHashMap<>(evaluation.model());
        if (!recommender) {
            resolved.keySet().removeAll(RecommendKeys.HYPERPARAMETERS);
        }
        if (strategy) {
            resolved.put(RecommendKeys.STRATEGY, evaluation.strategy() == null ? NONE : evaluation.strategy());
            resolved.putAll(evaluation.configuration());
        }
        given.forEach((key, value) -> {
            boolean replaced = recommender && key.equals(RecommendKeys.RECOMMENDER)
                    || strategy && key.equals(RecommendKeys.STRATEGY);
            if (!replaced) {
                resolved.put(key, value);
            }
        });
        if (NONE.equals(resolved.getOrDefault(RecommendKeys.STRATEGY, NONE))) {
            remove(resolved, RecommendKeys.AUGMENTATION);
            boolean features = resolved.get(RecommendKeys.RECOMMENDER) instanceof String name
                    && Recommenders.named(name)
                            .filter(Recommenders::usesFeatures)
                            .isPresent();
            if (!features) {
                remove(resolved, RecommendKeys.SEARCH);
            }
        }
        return resolved;
    }

    /** Removes recommended keys that have no effect with the caller's other keys. */
    private void remove(Map<String, Object> resolved, Set<String> keys) {
        keys.forEach(key -> {
            if (!given.containsKey(key)) {
                resolved.remove(key);
            }
        });
    }
}
