// 10 Does it help GDS? A recommender made of FastRP embeddings, with and without virtual interactions, is asked for interactions
// that it has not seen. The stored similarities of 03 are all it takes, and it leaves nothing behind.

// Every fifth interaction is held out, but no person's only one. The others are there to learn from.
MATCH (user:User)-[:INTERACTED]->(item:Item)
WITH user, item ORDER BY user.userId, item.itemId
WITH collect({user: user, item: item}) AS pairs
UNWIND range(0, size(pairs) - 1) AS n
WITH n, pairs[n].user AS user, pairs[n].item AS item
WITH user, item, n % 5 = 0 AND COUNT { (user)-[:INTERACTED]->() } > 1 AS heldOut
FOREACH (yes IN CASE WHEN heldOut THEN [1] ELSE [] END | MERGE (user)-[:HELD_OUT]->(item))
FOREACH (yes IN CASE WHEN heldOut THEN [] ELSE [1] END | MERGE (user)-[:TRAINING]->(item))
RETURN sum(CASE WHEN heldOut THEN 0 ELSE 1 END) AS training, sum(CASE WHEN heldOut THEN 1 ELSE 0 END) AS heldOut;

// One projection with both kinds of relationships. The virtual ones come of the training interactions alone: computed from all
// of them, they would know the answers. FastRP takes means, in which many faint relationships say as much as a few strong ones:
// it wants a few virtual interactions that weigh something, where other recommenders want many that weigh next to nothing.
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

// For both an embedding of each user and item, and what an item's relationships weigh together.
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

// Each person's items, best first, without those of the training: how many of the held-out ones are among the first 20? FastRP
// normalises what it sums up, so that an embedding does not tell how popular an item is, and cosines alone recommend what
// hardly anybody wants. The square root of the item's weight puts that right.
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

// Nothing is left behind.
MATCH ()-[r:TRAINING|HELD_OUT]->()
DELETE r
RETURN count(r) AS deleted;

CALL gds.graph.drop('evaluation') YIELD graphName
RETURN graphName;
