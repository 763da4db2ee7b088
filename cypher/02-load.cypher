// 02 Load: a catalogue of 48 short videos, and what 40 people watched.
//
// LOAD CSV reads from the server's import folder. Put data/items.csv and data/interactions.csv there:
//   cp cypher/data/*.csv <the server's home>/import/
// The compose file in docker/ has mounted them already.

// Embeddings are lists of numbers, here separated by semicolons. Six or eight numbers instead of the hundreds that a model
// gives, so that you can read them. An item that lacks a modality has an empty column: split and toFloatList of null are
// null, and the property is not set. That is all VI-MMRec needs to know: it compares such an item in its other modalities.
LOAD CSV WITH HEADERS FROM 'file:///items.csv' AS row
MERGE (item:Item {itemId: row.itemId})
SET item.title = row.title,
    item.topic = row.topic,
    item.visualEmbedding = toFloatList(split(row.visual, ';')),
    item.textEmbedding = toFloatList(split(row.text, ';')),
    item.audioEmbedding = toFloatList(split(row.audio, ';'));

// People, and what they watched. These relationships carry no weight: a real interaction weighs 1. How often somebody
// watched is there too, for those who want it to count (see 05-overlay.cypher).
LOAD CSV WITH HEADERS FROM 'file:///interactions.csv' AS row
MATCH (item:Item {itemId: row.itemId})
MERGE (user:User {userId: row.userId})
MERGE (user)-[interaction:INTERACTED]->(item)
SET interaction.plays = toInteger(row.plays);

// What is there now. Some items lack a modality, and two have never been watched: no recommender that learns from
// interactions alone will ever suggest those.
MATCH (item:Item)
RETURN count(item) AS items,
       count(item.visualEmbedding) AS withVisual,
       count(item.textEmbedding) AS withText,
       count(item.audioEmbedding) AS withAudio,
       sum(CASE WHEN EXISTS { (:User)-[:INTERACTED]->(item) } THEN 0 ELSE 1 END) AS neverWatched;

MATCH (user:User)-[interaction:INTERACTED]->(:Item)
RETURN count(DISTINCT user) AS users, count(interaction) AS interactions;
