// 01 Schema: constraints and an index for fast loading and lookup.
//
// Run the scripts in this folder in order, in the Neo4j Browser or with
//   cypher-shell -f cypher/01-schema.cypher
// You can run each script again: it does not repeat work that is already done.
//
// VI-MMRec does not require a schema. It needs items with embeddings, users, and relationships from users to items. Every
// procedure has parameters for the labels, types and properties. The names here are the defaults.

// One node for each item and user. A constraint creates an index too.
CREATE CONSTRAINT item_id IF NOT EXISTS
FOR (item:Item) REQUIRE item.itemId IS UNIQUE;

CREATE CONSTRAINT user_id IF NOT EXISTS
FOR (user:User) REQUIRE user.userId IS UNIQUE;

// Later scripts find items by their title.
CREATE INDEX item_title IF NOT EXISTS
FOR (item:Item) ON (item.title);
