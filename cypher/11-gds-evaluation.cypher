// 11 Evaluation with GDS: a recommender on FastRP embeddings, with and without virtual interactions, predicts held-out
// interactions. The script needs the stored similarities of 03 and removes everything that it creates.

// Hold out every fifth interaction, except the only one of a user. The others are for training.
MATCH (user:User)-[:INTERACTED]->(item:Item)
WITH user, item ORDER BY user.userId, item.itemId
WITH collect({user: user, item: item}) AS pairs
UNWIND range(0, size(pairs) - 1) AS n
WITH n, pairs[n].user AS user, pairs[n].item AS item
WITH user, item, n % 5 = 0 AND COUNT { (user)-[:INTERACTED]->() } > 1 AS heldOut
FOREACH (yes IN CASE WHEN heldOut THEN [1] ELSE [] END | MERGE (user)-[:HELD_OUT]->(item))
FOREACH (yes IN CASE WHEN heldOut THEN [] ELSE [1] END | MERGE (user)-[:TRAINING]->(item))
RETURN sum(CASE WHEN heldOut THEN 0 ELSE 1 END) AS training, sum(CASE WHEN heldOut THEN 1 ELSE 0 END) AS heldOut;

// Project both kinds of relationships. Virtual interactions are computed from the training interactions only, because those of
// all interactions would leak the held-out ones. FastRP averages over neighbours, where many weak relationships count as much
// as a few strong ones. So it needs few virtual interactions with a high weight; other recommenders need many with a low one.
CALL gds.graph.drop('evaluation', false) YIELD graphName
RETURN graphName;

CALL () {
  MATCH (user:User)-[:TRAINING]->(item:Item)
  RETURN user, item, 1.0 AS weight, 'REAL' AS kind
  UNION ALL
  CALL vimmrec.overlay.stream({interactionType: 'TRAINING', virtualWeight: 1.0, maxPerUser: 10}) YIELD user, item, weight
  RETURN user, item, weight, 'VIRTUAL' AS kind
}
WITH gds.graph.project('evaluation', user, item, {
  sourceNodeLabels: labels(user),
  targetNodeLabels: labels(item),
  relationshipType: kind,
  relationshipProperties: {weight: weight}
}, {undirectedRelationshipTypes: ['*']}) AS graph
RETURN graph.graphName AS graphName, graph.nodeCount AS nodeCount, graph.relationshipCount AS relationshipCount;

// Compute embeddings and the total weight of each node's relationships, for both sets of relationships.
UNWIND [{from: 'Real', types: ['REAL']}, {from: 'RealAndVirtual', types: ['REAL', 'VIRTUAL']}] AS learned
CALL gds.fastRP.mutate('evaluation', {
  relationshipTypes: learned.types,
  relationshipWeightProperty: 'weight',
  embeddingDimension: 128,
  iterationWeights: [0.0, 0.0, 1.0, 1.0],
  randomSeed: 42,
  mutateProperty: 'embedding' + learned.from
})
YIELD nodePropertiesWritten AS embeddings
CALL gds.degree.mutate('evaluation', {
  relationshipTypes: learned.types,
  relationshipWeightProperty: 'weight',
  mutateProperty: 'weight' + learned.from
})
YIELD nodePropertiesWritten AS weights
RETURN learned.types AS learnedFrom, embeddings, weights;

// Rank the items of each user without the training items, and compute the recall of held-out items among the first 20. FastRP
// normalises its sums, so an embedding does not contain the popularity of an item, and the cosine alone would recommend
// unpopular items. Multiplying by the square root of the item's weight corrects this.
UNWIND ['Real', 'RealAndVirtual'] AS learnedFrom
CALL (learnedFrom) {
  CALL gds.graph.nodeProperty.stream('evaluation', 'embedding' + learnedFrom, ['Item'])
  YIELD nodeId, propertyValue AS embedding
  WITH gds.util.asNode(nodeId) AS item, embedding, gds.util.nodeProperty('evaluation', nodeId, 'weight' + learnedFrom) AS weight
  WHERE weight > 0
  RETURN collect({item: item, embedding: embedding, weight: weight}) AS items
}
MATCH (user:User)
WHERE EXISTS { (user)-[:HELD_OUT]->() }
WITH learnedFrom, items, COLLECT { MATCH (user)-[:HELD_OUT]->(item) RETURN item } AS heldOut,
     COLLECT { MATCH (user)-[:TRAINING]->(item) RETURN item } AS known,
     gds.util.nodeProperty('evaluation', user, 'embedding' + learnedFrom) AS taste
CALL (items, known, taste) {
  UNWIND items AS candidate
  WITH candidate, candidate.item AS item
  WHERE NOT item IN known
  WITH item, gds.similarity.cosine(taste, candidate.embedding) * sqrt(candidate.weight) AS score
  ORDER BY score DESC, item.itemId
  LIMIT 20
  RETURN collect(item) AS recommended
}
WITH learnedFrom, size(known) <= 3 AS fewKnown, toFloat(size([item IN recommended WHERE item IN heldOut])) / size(heldOut) AS recall
RETURN learnedFrom, count(*) AS people, round(avg(recall), 4) AS recallAt20,
       sum(CASE WHEN fewKnown THEN 1 ELSE 0 END) AS peopleWithFew,
       round(avg(CASE WHEN fewKnown THEN recall END), 4) AS theirRecallAt20;

// Remove everything that the script has created.
MATCH ()-[r:TRAINING|HELD_OUT]->()
DELETE r
RETURN count(r) AS deleted;

CALL gds.graph.drop('evaluation') YIELD graphName
RETURN graphName;
