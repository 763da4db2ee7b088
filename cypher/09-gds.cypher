// 09 Graph Data Science: run graph algorithms on the augmented graph.

CALL gds.graph.drop('augmented', false) YIELD graphName
RETURN graphName;

// Project real and virtual interactions together. Real ones have no property `weight`, so defaultValue gives them 1.0.
// Without it, their weight would be NaN, and weighted algorithms would silently ignore them.
CALL gds.graph.project('augmented', ['User', 'Item'], {
  INTERACTED: {orientation: 'UNDIRECTED', properties: {weight: {property: 'weight', defaultValue: 1.0}}},
  VIRTUAL_INTERACTED: {orientation: 'UNDIRECTED', properties: {weight: {property: 'weight', defaultValue: 1.0}}}
})
YIELD graphName, nodeCount, relationshipCount
RETURN graphName, nodeCount, relationshipCount;

// Compute a FastRP embedding of each user and item from the weighted graph.
CALL gds.fastRP.mutate('augmented', {
  embeddingDimension: 64,
  relationshipWeightProperty: 'weight',
  randomSeed: 42,
  mutateProperty: 'fastRP'
})
YIELD nodePropertiesWritten
RETURN nodePropertiesWritten;

// Find similar users by these embeddings. GDS returns (cosine + 1) / 2, VI-MMRec returns the cosine.
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

// Find items for users: the same search, from users to items.
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

// Project without writing to the database: a Cypher query combines real interactions with the stream of virtual ones, and
// gds.graph.project, here an aggregating function, builds the projection.
CALL gds.graph.drop('straight', false) YIELD graphName
RETURN graphName;

CALL () {
  MATCH (user:User)-[:INTERACTED]->(item:Item)
  RETURN user, item, 1.0 AS weight, 'REAL' AS kind
  UNION ALL
  CALL vimmrec.overlay.stream({
    modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
    virtualWeight: 'recommended'
  })
  YIELD user, item, weight
  RETURN user, item, weight, 'VIRTUAL' AS kind
}
WITH gds.graph.project('straight', user, item, {
  sourceNodeLabels: labels(user),
  targetNodeLabels: labels(item),
  relationshipType: kind,
  relationshipProperties: {weight: weight}
}, {undirectedRelationshipTypes: ['*']}) AS graph
RETURN graph.graphName AS graphName, graph.nodeCount AS nodeCount, graph.relationshipCount AS relationshipCount;

// Recommend unwatched items to one user with personalized PageRank.
MATCH (me:User {userId: 'ada'})
CALL gds.pageRank.stream('straight', {sourceNodes: [me], relationshipWeightProperty: 'weight'})
YIELD nodeId, score
WITH me, gds.util.asNode(nodeId) AS item, score
WHERE item:Item AND NOT EXISTS { (me)-[:INTERACTED]->(item) }
RETURN item.title AS title, item.topic AS topic, score
ORDER BY score DESC, title
LIMIT 5;
