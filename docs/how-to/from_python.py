"""Evaluates, writes and recommends from Python, with Neo4j's driver alone.

usage: python from_python.py URI USER PASSWORD USER_ID

USER_ID is a property of the user to recommend items to. The graph is that of the tutorial. Needs `pip install neo4j`.
"""
import sys

from neo4j import GraphDatabase
from neo4j.exceptions import ClientError

MODALITIES = {"visual": "visualEmbedding", "text": "textEmbedding", "audio": "audioEmbedding"}


def main(uri, name, password, user_id):
    with GraphDatabase.driver(uri, auth=(name, password)) as driver:

        def call(query, **parameters):
            # Procedures write in transactions of their own, so the query needs no retries by the driver.
            records, _, _ = driver.execute_query(query, parameters)
            return records

        call("CALL vimmrec.similarity.write({modalities: $modalities})", modalities=MODALITIES)
        best = call(
            "CALL vimmrec.evaluate.write({modalities: $modalities}) YIELD best, strategy, recommendation WHERE best"
            " RETURN strategy, recommendation",
            modalities=MODALITIES,
        )[0]
        print(best["recommendation"])
        if best["strategy"] != "none":
            written = call(
                f"CALL vimmrec.{best['strategy']}.write({{modalities: $modalities, virtualWeight: 'recommended'}})"
                " YIELD virtualInteractions, relationshipsCreated RETURN *",
                modalities=MODALITIES,
            )[0]
            print(f"{written['virtualInteractions']} virtual interactions, {written['relationshipsCreated']} new")

        rows = call(
            "MATCH (user:User {userId: $id}) CALL vimmrec.recommend.stream({users: [user], limit: 5})"
            " YIELD item, score, rank RETURN rank, item.title AS title, score",
            id=user_id,
        )
        for row in rows:
            print(f"{row['rank']}. {row['title']} ({row['score']:.3g})")

        try:
            call("CALL vimmrec.similarity.write({modalities: $modalities, topk: 5})", modalities=MODALITIES)
        except ClientError as error:  # every error of the plugin says what is wrong, and what to do
            print(error.message)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
