// 02 Load: a catalogue of 200 short videos, and what 600 people watched.
//
// LOAD CSV reads from the import folder of the server. Copy data/items.csv and data/interactions.csv to it:
//   cp cypher/data/*.csv <the server's home>/import/
// The compose file in docker/ mounts them.

// Embeddings are lists of numbers, separated by semicolons in the file. They have six or eight numbers instead of hundreds,
// so that you can read them. An item without a modality has an empty column: split and toFloatList return null for it, and
// the property is not set. VI-MMRec compares such an item in its other modalities.
LOAD CSV WITH HEADERS FROM 'file:///items.csv' AS row
MERGE (item:Item {itemId: row.itemId})
SET item.title = row.title,
    item.topic = row.topic,
    item.subtopic = row.subtopic,
    item.visualEmbedding = toFloatList(split(row.visual, ';')),
    item.textEmbedding = toFloatList(split(row.text, ';')),
    item.audioEmbedding = toFloatList(split(row.audio, ';'));

// Users and the items that they watched. These relationships have no weight, so each real interaction weighs 1. The property
// `plays` is the number of times that a user watched an item; 06-overlay.cypher shows how to use it as a weight.
LOAD CSV WITH HEADERS FROM 'file:///interactions.csv' AS row
MATCH (item:Item {itemId: row.itemId})
MERGE (user:User {userId: row.userId})
MERGE (user)-[interaction:INTERACTED]->(item)
SET interaction.plays = toInteger(row.plays);

// Count the items. Some lack a modality, and six have never been watched: a recommender that learns only from interactions
// cannot recommend them.
MATCH (item:Item)
RETURN count(item) AS items,
       count(item.visualEmbedding) AS withVisual,
       count(item.textEmbedding) AS withText,
       count(item.audioEmbedding) AS withAudio,
       sum(CASE WHEN EXISTS { (:User)-[:INTERACTED]->(item) } THEN 0 ELSE 1 END) AS neverWatched;

MATCH (user:User)-[interaction:INTERACTED]->(:Item)
RETURN count(DISTINCT user) AS users, count(interaction) AS interactions;
