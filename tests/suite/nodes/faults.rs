//! A node that stands still: the other takes over what it held, and who comes late is told.

use super::pair::{Pair, id};
use crate::program::town::Kind;
use crate::program::until;
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_stood_still_past_its_lease_cannot_report_and_is_replaced() {
    let Some(pair) = Pair::start().await else {
        return;
    };
    let (who, town) = (pair.who(), &pair.town);
    let [first, second] = [&pair.nodes[0], &pair.nodes[1]];
    let acquire = |worker: &str| json!({ "topics": ["gara"], "worker": worker, "max": 1, "lease_seconds": 2, "wait_seconds": 10 });
    let instance = pair.begin(0, "gara_lavoro", json!({})).await;
    let held = who
        .post(&first.url, "/api/v1/jobs/acquire", &acquire("uno"))
        .await["items"][0]
        .clone();
    // The node stops with the report of its worker in its hands; the lease runs out meanwhile.
    first.freeze().await;
    let path = format!("/api/v1/jobs/{}/complete", id(&held["id"]));
    let late = {
        let (who, url, path) = (who.clone(), first.url.clone(), path.clone());
        let body = json!({ "lease": held["lease"] });
        tokio::spawn(async move { who.ask(&url, Method::POST, &path, Some(&body)).await })
    };
    let taken = who
        .post(&second.url, "/api/v1/jobs/acquire", &acquire("due"))
        .await["items"][0]
        .clone();
    assert_eq!(taken["id"], held["id"], "the other node hands it out again");
    assert_ne!(taken["lease"], held["lease"]);
    let body = json!({ "lease": taken["lease"] });
    who.post(&second.url, &path, &body).await;
    // Mails that come meanwhile are kept by the node that moves, whoever watched the mailbox before.
    for n in 0..5 {
        town.deliver(Kind::Pec, n);
    }
    until("the mails kept by the other node", async || {
        let cases = "SELECT COUNT(*) FROM instance WHERE process_key = 'prova_posta'";
        (pair.count(cases).await == 5).then_some(())
    })
    .await;
    first.thaw().await;
    let (status, said) = late.await.expect("it ends").expect("an answer");
    assert_eq!(
        (status, said["code"].as_str()),
        (StatusCode::CONFLICT, Some("lease_lost")),
        "{said}"
    );
    assert_eq!(pair.way_taken(instance).await, "dopo");
    for n in 5..10 {
        town.deliver(Kind::Pec, n);
    }
    let body = json!({ "topics": ["dopo"], "worker": "due" });
    let after = who.post(&second.url, "/api/v1/jobs/acquire", &body).await["items"][0].clone();
    let path = format!("/api/v1/jobs/{}/complete", id(&after["id"]));
    let body = json!({ "lease": after["lease"] });
    who.post(&second.url, &path, &body).await;
    town.settle(second).await.balances(0);
    pair.close().await;
}
