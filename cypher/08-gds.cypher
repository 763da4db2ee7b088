// 08 Graph Data Science: any graph algorithm on the augmented graph.

CALL gds.graph.drop('augmented', false) YIELD graphName
RETURN graphName;

// Real and virtual interactions in one projection. The real ones have no property `weight`, so defaultValue gives them 1.0.
// Without it they would be projected as NaN, and weighted algorithms would ignore them without a word.
CALL gds.graph.project('augmented', ['User', 'Item'], {
  INTERACTED: {orientation: 'UNDIRECTED', properties: {weight: {property: 'weight', defaultValue: 1.0}}},
  VIRTUAL_INTERACTED: {orientation: 'UNDIRECTED', properties: {weight: {property: 'weight', defaultValue: 1.0}}}
})
YIELD graphName, nodeCount, relationshipCount
RETURN graphName, nodeCount, relationshipCount;

// An embedding for each user and item, of where they stand in that graph. FastRP takes the weights into account.
CALL gds.fastRP.mutate('augmented', {
  embeddingDimension: 64,
  relationshipWeightProperty: 'weight',
  randomSeed: 42,
  mutateProperty: 'fastRP'
})
YIELD nodePropertiesWritten
RETURN nodePropertiesWritten;

// People of like taste: the nearest of those embeddings. GDS stores (cosine + 1) / 2, where VI-MMRec gives the plain cosine.
CALL gds.knn.stream('augmented', {
  nodeLabels: ['User'],
  nodeProperties: ['fastRP'],
  topK: 3,
  sampleRate: 1.0,
  randomSeed: 42,
  concurrency: 1
})
YIELD node1, node2, similarity
RETURN gds.util.asNode(node1).userId AS user, gds.util.asNode(node2).userId AS similarUser, similarity
ORDER BY user, similarity DESC;

// Items for people: the same, from users to items only.
CALL gds.knn.filtered.stream('augmented', {
  sourceNodeFilter: 'User',
  targetNodeFilter: 'Item',
  nodeProperties: ['fastRP'],
  topK: 3,
  sampleRate: 1.0,
  randomSeed: 42,
  concurrency: 1
})
YIELD node1, node2, similarity
RETURN gds.util.asNode(node1).userId AS user, gds.util.asNode(node2).title AS item, similarity
ORDER BY user, similarity DESC;

// A projection straight from VI-MMRec: nothing is written to the database at all. Real interactions and the stream of virtual
// ones are put together in Cypher, and gds.graph.project gathers them, here as a function that aggregates rows.
CALL gds.graph.drop('straight', false) YIELD graphName
RETURN graphName;

CALL () {
  MATCH (user:User)-[:INTERACTED]->(item:Item)
  RETURN user, item, 1.0 AS weight, 'REAL' AS kind
  UNION ALL
  CALL vimmrec.overlay.stream({virtualWeight: 0.1, maxPerUser: 10}) YIELD user, item, weight
  RETURN user, item, weight, 'VIRTUAL' AS kind
}
WITH gds.graph.project('straight', user, item, {
  sourceNodeLabels: labels(user),
  targetNodeLabels: labels(item),
  relationshipType: kind,
  relationshipProperties: {weight: weight}
}, {undirectedRelationshipTypes: ['*']}) AS graph
RETURN graph.graphName AS graphName, graph.nodeCount AS nodeCount, graph.relationshipCount AS relationshipCount;

// A recommendation from it: PageRank that starts at one person, over what they have not watched.
MATCH (me:User {userId: 'ada'})
CALL gds.pageRank.stream('straight', {sourceNodes: [me], relationshipWeightProperty: 'weight'})
YIELD nodeId, score
WITH me, gds.util.asNode(nodeId) AS item, score
WHERE item:Item AND NOT EXISTS { (me)-[:INTERACTED]->(item) }
RETURN item.title AS title, item.topic AS topic, score
ORDER BY score DESC, title
LIMIT 5;
