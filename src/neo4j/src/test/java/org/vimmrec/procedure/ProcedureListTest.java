package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The public signatures of the plugin. A change of this list is a change of the contract. */
@ExtendWith(SharedDatabase.class)
class ProcedureListTest {
    private static final String SIMILARITY_STATS =
            "(modality :: STRING, nodesCompared :: INTEGER, nodesMissing :: INTEGER,"
                    + " nodesInvalid :: INTEGER, dimension :: INTEGER, similarityPairs :: INTEGER, similarityDistribution :: MAP,"
                    + " search :: STRING, recall :: FLOAT, recallLow :: FLOAT, recallHigh :: FLOAT,"
                    + " preProcessingMillis :: INTEGER, computeMillis :: INTEGER, configuration :: MAP";
    private static final String VIRTUAL_STATS = "(usersProcessed :: INTEGER, usersAugmented :: INTEGER,"
            + " virtualInteractions :: INTEGER, meanPerUser :: FLOAT, coldItems :: INTEGER, coldItemsReached :: INTEGER,"
            + " modalityWeights :: MAP, weightDistribution :: MAP, preProcessingMillis :: INTEGER,"
            + " computeMillis :: INTEGER, configuration :: MAP";
    private static final String WRITTEN = ", relationshipType :: STRING, relationshipsCreated :: INTEGER,"
            + " relationshipsUpdated :: INTEGER, relationshipsDeleted :: INTEGER, relationshipsUnchanged :: INTEGER,"
            + " writeMillis :: INTEGER";
    private static final String NOTICES = ", notices :: LIST<STRING>)";
    private static final String MODE_AND_REASON = "(mode :: STRING, reason :: STRING, ";
    private static final String VIRTUAL_UPDATE = MODE_AND_REASON
            + "usersProcessed :: INTEGER, usersAugmented :: INTEGER,"
            + " virtualInteractions :: INTEGER, meanPerUser :: FLOAT, modalityWeights :: MAP, weightDrift :: MAP,"
            + " itemsChanged :: INTEGER, usersChanged :: INTEGER, usersRecomputed :: INTEGER,"
            + " preProcessingMillis :: INTEGER, computeMillis :: INTEGER, configuration :: MAP" + WRITTEN + NOTICES;
    private static final String EDGES = "(user :: NODE, item :: NODE, weight :: FLOAT)";
    private static final String ESTIMATE = "(requiredMemory :: STRING, bytesMin :: INTEGER, bytesMax :: INTEGER,"
            + " nodeCount :: INTEGER, relationshipCount :: INTEGER, heapPercentageMin :: FLOAT, heapPercentageMax :: FLOAT)";
    private static final String RECOMMEND_STATS = "(usersProcessed :: INTEGER, recommendations :: INTEGER,"
            + " itemsRecommended :: INTEGER, virtualInteractions :: INTEGER, modalityWeights :: MAP, epochs :: INTEGER,"
            + " scoreDistribution :: MAP, preProcessingMillis :: INTEGER, trainMillis :: INTEGER,"
            + " computeMillis :: INTEGER, configuration :: MAP";
    private static final String DROPPED = "(relationshipType :: STRING, relationshipsDeleted :: INTEGER)";
    private static final String CONFIGURATION = "(configuration = {} :: MAP) :: ";

    private final Database db;

    ProcedureListTest(Database db) {
        this.db = db;
    }

    @Test
    void shouldHaveTheseProceduresAndNoOthers() {
        List<String> procedures = db
                .run("SHOW PROCEDURES YIELD name, mode, signature WHERE name STARTS WITH 'vimmrec'"
                        + " RETURN mode + ' ' + signature AS line ORDER BY name")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
        assertThat(procedures)
                .containsExactly(
                        "READ vimmrec.evaluate" + CONFIGURATION
                                + "(strategy :: STRING, topK :: INTEGER, virtualWeight :: FLOAT,"
                                + " weighting :: STRING, modalityWeights :: MAP, virtualInteractions :: INTEGER, recall :: FLOAT,"
                                + " ndcg :: FLOAT, coverage :: FLOAT, coldItemShare :: FLOAT, coldItemRecall :: FLOAT,"
                                + " recallUplift :: FLOAT, ndcgUplift :: FLOAT, upliftLow :: FLOAT, upliftHigh :: FLOAT,"
                                + " validationUplift :: FLOAT, validationLow :: FLOAT, controlUplift :: FLOAT, controlHigh :: FLOAT,"
                                + " recallByInteractions :: LIST<MAP>, best :: BOOLEAN, recommendation :: STRING, millis :: INTEGER,"
                                + " recommender :: STRING, notices :: LIST<STRING>, popularityDiscount :: FLOAT,"
                                + " maxPerInteraction :: FLOAT, validationObjective :: FLOAT, validationObjectiveLow :: FLOAT,"
                                + " warmItemRecall :: FLOAT, hitRate :: FLOAT, mrr :: FLOAT, novelty :: FLOAT,"
                                + " intraListDiversity :: FLOAT, topKByModality :: MAP, conclusion :: STRING)",
                        "WRITE vimmrec.evaluate.write" + CONFIGURATION
                                + "(strategy :: STRING, topK :: INTEGER, virtualWeight :: FLOAT,"
                                + " weighting :: STRING, modalityWeights :: MAP, virtualInteractions :: INTEGER, recall :: FLOAT,"
                                + " ndcg :: FLOAT, coverage :: FLOAT, coldItemShare :: FLOAT, coldItemRecall :: FLOAT,"
                                + " recallUplift :: FLOAT, ndcgUplift :: FLOAT, upliftLow :: FLOAT, upliftHigh :: FLOAT,"
                                + " validationUplift :: FLOAT, validationLow :: FLOAT, controlUplift :: FLOAT, controlHigh :: FLOAT,"
                                + " recallByInteractions :: LIST<MAP>, best :: BOOLEAN, recommendation :: STRING, millis :: INTEGER,"
                                + " recommender :: STRING, notices :: LIST<STRING>, popularityDiscount :: FLOAT,"
                                + " maxPerInteraction :: FLOAT, validationObjective :: FLOAT, validationObjectiveLow :: FLOAT,"
                                + " warmItemRecall :: FLOAT, hitRate :: FLOAT, mrr :: FLOAT, novelty :: FLOAT,"
                                + " intraListDiversity :: FLOAT, topKByModality :: MAP, conclusion :: STRING)",
                        "READ vimmrec.explain" + CONFIGURATION
                                + "(interactedItem :: NODE, modality :: STRING, similarity :: FLOAT,"
                                + " contribution :: FLOAT, weight :: FLOAT, kept :: BOOLEAN, reason :: STRING)",
                        "READ vimmrec.export.stream" + CONFIGURATION
                                + "(kind :: STRING, source :: NODE, target :: NODE, weight :: FLOAT,"
                                + " modality :: STRING)",
                        "READ vimmrec.list" + CONFIGURATION
                                + "(relationshipType :: STRING, kind :: STRING, configuration :: MAP,"
                                + " modalityWeights :: MAP, writtenAt :: ZONED DATETIME, relationshipCount :: INTEGER,"
                                + " complete :: BOOLEAN, itemsChanged :: INTEGER, usersChanged :: INTEGER, error :: STRING)",
                        "READ vimmrec.overlay.stats" + CONFIGURATION + VIRTUAL_STATS + NOTICES,
                        "READ vimmrec.overlay.stats.estimate" + CONFIGURATION + ESTIMATE,
                        "READ vimmrec.overlay.stream" + CONFIGURATION + EDGES,
                        "WRITE vimmrec.overlay.update" + CONFIGURATION + VIRTUAL_UPDATE,
                        "WRITE vimmrec.overlay.write" + CONFIGURATION + VIRTUAL_STATS + WRITTEN + NOTICES,
                        "READ vimmrec.overlay.write.estimate" + CONFIGURATION + ESTIMATE,
                        "WRITE vimmrec.recommend.drop" + CONFIGURATION
                                + "(relationshipType :: STRING, relationshipsDeleted :: INTEGER,"
                                + " embeddingProperty :: STRING, nodePropertiesRemoved :: INTEGER)",
                        "READ vimmrec.recommend.stats" + CONFIGURATION + RECOMMEND_STATS + NOTICES,
                        "READ vimmrec.recommend.stats.estimate" + CONFIGURATION + ESTIMATE,
                        "READ vimmrec.recommend.stream" + CONFIGURATION
                                + "(user :: NODE, item :: NODE, score :: FLOAT, rank :: INTEGER)",
                        "WRITE vimmrec.recommend.train" + CONFIGURATION
                                + "(usersProcessed :: INTEGER, itemsProcessed :: INTEGER, embeddingProperty :: STRING,"
                                + " embeddingDimension :: INTEGER, epochs :: INTEGER, virtualInteractions :: INTEGER,"
                                + " modalityWeights :: MAP, preProcessingMillis :: INTEGER, trainMillis :: INTEGER,"
                                + " configuration :: MAP, nodePropertiesWritten :: INTEGER,"
                                + " nodePropertiesRemoved :: INTEGER, nodePropertiesUnchanged :: INTEGER,"
                                + " writeMillis :: INTEGER" + NOTICES,
                        "READ vimmrec.recommend.train.estimate" + CONFIGURATION + ESTIMATE,
                        "WRITE vimmrec.recommend.update" + CONFIGURATION + RECOMMEND_STATS + WRITTEN + NOTICES,
                        "WRITE vimmrec.recommend.write" + CONFIGURATION + RECOMMEND_STATS + WRITTEN + NOTICES,
                        "READ vimmrec.recommend.write.estimate" + CONFIGURATION + ESTIMATE,
                        "WRITE vimmrec.similarity.drop" + CONFIGURATION + DROPPED,
                        "READ vimmrec.similarity.stats" + CONFIGURATION + SIMILARITY_STATS + NOTICES,
                        "READ vimmrec.similarity.stats.estimate" + CONFIGURATION + ESTIMATE,
                        "READ vimmrec.similarity.stream" + CONFIGURATION
                                + "(modality :: STRING, source :: NODE, target :: NODE, similarity :: FLOAT)",
                        "WRITE vimmrec.similarity.update" + CONFIGURATION + MODE_AND_REASON
                                + SIMILARITY_STATS.substring(1) + WRITTEN
                                + ", itemsChanged :: INTEGER, itemsRecomputed :: INTEGER" + NOTICES,
                        "WRITE vimmrec.similarity.write" + CONFIGURATION + SIMILARITY_STATS + WRITTEN + NOTICES,
                        "READ vimmrec.similarity.write.estimate" + CONFIGURATION + ESTIMATE,
                        "READ vimmrec.statistics" + CONFIGURATION + "(modality :: STRING, relationshipType :: STRING,"
                                + " relationshipCount :: INTEGER, mean :: FLOAT, stdDev :: FLOAT, min :: FLOAT, max :: FLOAT,"
                                + " percentiles :: MAP, weight :: FLOAT, coInteracted :: MAP, random :: MAP" + NOTICES,
                        "READ vimmrec.synergistic.stats" + CONFIGURATION + VIRTUAL_STATS + NOTICES,
                        "READ vimmrec.synergistic.stats.estimate" + CONFIGURATION + ESTIMATE,
                        "READ vimmrec.synergistic.stream" + CONFIGURATION + EDGES,
                        "WRITE vimmrec.synergistic.update" + CONFIGURATION + VIRTUAL_UPDATE,
                        "WRITE vimmrec.synergistic.write" + CONFIGURATION + VIRTUAL_STATS + WRITTEN + NOTICES,
                        "READ vimmrec.synergistic.write.estimate" + CONFIGURATION + ESTIMATE,
                        "WRITE vimmrec.virtual.drop" + CONFIGURATION + DROPPED);
    }

    @Test
    void shouldHaveThisFunctionAndNoOther() {
        assertThat(db.run(
                        "SHOW FUNCTIONS YIELD name, signature, description, aggregating WHERE name STARTS WITH 'vimmrec'"
                                + " RETURN signature, description, aggregating"))
                .containsExactly(Map.of(
                        "signature",
                        "vimmrec.version() :: STRING",
                        "description",
                        "The version of the VI-MMRec plugin.",
                        "aggregating",
                        false));
    }

    @Test
    void shouldReturnTheVersionOfTheRelease() {
        assertThat((String) db.row("RETURN vimmrec.version() AS version").get("version"))
                .matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void shouldDescribeEveryProcedureArgumentAndColumn() {
        List<String> undescribed = new ArrayList<>();
        List<Map<String, Object>> procedures = db.run("SHOW PROCEDURES YIELD name, description, argumentDescription,"
                + " returnDescription WHERE name STARTS WITH 'vimmrec' RETURN *");
        assertThat(procedures).hasSize(35);
        for (Map<String, Object> procedure : procedures) {
            if (!((String) procedure.get("description")).endsWith(".")) {
                undescribed.add((String) procedure.get("name"));
            }
            for (Map<?, ?> field : fields(procedure)) {
                // Without a description, Neo4j repeats the name and the type.
                String description = (String) field.get("description");
                if (description == null
                        || description.isBlank()
                        || description.startsWith(field.get("name") + " ::")
                        || description.startsWith(field.get("name") + " = ")) {
                    undescribed.add(procedure.get("name") + "." + field.get("name"));
                }
            }
        }
        assertThat(undescribed).isEmpty();
    }

    private static List<Map<?, ?>> fields(Map<String, Object> procedure) {
        List<Map<?, ?>> fields = new ArrayList<>();
        for (String column : List.of("argumentDescription", "returnDescription")) {
            for (Object field : (List<?>) procedure.get(column)) {
                fields.add((Map<?, ?>) field);
            }
        }
        return fields;
    }

    @Test
    void shouldNameTheMostUsedKeysInTheArgumentDescription() {
        Map<String, String> descriptions = db
                .run("SHOW PROCEDURES YIELD name, argumentDescription WHERE name STARTS WITH"
                        + " 'vimmrec' RETURN name, argumentDescription[0].description AS keys")
                .stream()
                .collect(Collectors.toMap(row -> (String) row.get("name"), row -> (String) row.get("keys")));
        assertThat(descriptions.get("vimmrec.similarity.write"))
                .contains("modalities", "topK", "writeProperty", "batchSize");
        assertThat(descriptions.get("vimmrec.similarity.stats")).doesNotContain("writeProperty");
        assertThat(descriptions.get("vimmrec.synergistic.stream"))
                .contains("modalityWeights", "similarityCutoff", "virtualWeight");
        assertThat(descriptions.get("vimmrec.overlay.stream")).doesNotContain("similarityCutoff");
    }
}
