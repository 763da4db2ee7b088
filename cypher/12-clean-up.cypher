// 12 Clean up: remove everything that the other scripts created, except the data.

// GDS projections are in memory. They disappear at the latest when the server stops.
CALL gds.graph.drop('augmented', false) YIELD graphName
RETURN graphName;

CALL gds.graph.drop('straight', false) YIELD graphName
RETURN graphName;

// Drop the virtual interactions of both types.
CALL vimmrec.virtual.drop({})
YIELD relationshipType, relationshipsDeleted
RETURN relationshipType, relationshipsDeleted;

CALL vimmrec.virtual.drop({writeRelationshipType: 'VIRTUAL_SYNERGISTIC'})
YIELD relationshipType, relationshipsDeleted
RETURN relationshipType, relationshipsDeleted;

// Drop the similarities: every SIMILAR_* type that VI-MMRec has written.
CALL vimmrec.similarity.drop({})
YIELD relationshipType, relationshipsDeleted
RETURN relationshipType, relationshipsDeleted;

// Forget the evaluation, which no procedure deletes.
MATCH (evaluation:_VimmrecLedger)
WHERE evaluation.evaluatedAt IS NOT NULL
DELETE evaluation
RETURN count(evaluation) AS evaluationsDeleted;

// The items and users remain. To delete them and the schema too:
// MATCH (n:User|Item) DETACH DELETE n;
// DROP CONSTRAINT item_id IF EXISTS;
// DROP CONSTRAINT user_id IF EXISTS;
// DROP INDEX item_title IF EXISTS;
