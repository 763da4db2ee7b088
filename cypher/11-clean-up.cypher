// 11 Clean up: takes away what the other scripts made, except your data.

// GDS's graphs live in memory and go with the server at the latest.
CALL gds.graph.drop('augmented', false) YIELD graphName
RETURN graphName;

CALL gds.graph.drop('straight', false) YIELD graphName
RETURN graphName;

// Virtual interactions, of both types.
CALL vimmrec.virtual.drop({})
YIELD relationshipType, relationshipsDeleted
RETURN relationshipType, relationshipsDeleted;

CALL vimmrec.virtual.drop({writeRelationshipType: 'VIRTUAL_SYNERGISTIC'})
YIELD relationshipType, relationshipsDeleted
RETURN relationshipType, relationshipsDeleted;

// Similarities: every SIMILAR_* type of the database.
CALL vimmrec.similarity.drop({})
YIELD relationshipType, relationshipsDeleted
RETURN relationshipType, relationshipsDeleted;

// The catalogue and the people stay. To take them away too, and the schema with them:
// MATCH (n:User|Item) DETACH DELETE n;
// DROP CONSTRAINT item_id IF EXISTS;
// DROP CONSTRAINT user_id IF EXISTS;
// DROP INDEX item_title IF EXISTS;
