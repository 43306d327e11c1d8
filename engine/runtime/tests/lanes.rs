//! Steps that are too long for the fast lane.
#![allow(clippy::unwrap_used)]

mod house;

use house::{deployed, house, map, program};
use rules::Value;
use serde_json::json;
use store::load;

/// Longer than the fast lane gives: the step is thrown away, done again on the slow lane, and done once.
#[tokio::test]
async fn a_heavy_step_is_done_on_the_slow_lane() {
    let house = house().await;
    let heavy = r#"<process id="heavy"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="x"/>
<scriptTask id="x" scriptFormat="rhai"><standardLoopCharacteristics loopMaximum="60"><loopCondition>true</loopCondition></standardLoopCharacteristics>
<script>let i = 0; while i &lt; 20000 { i += 1; } n += 1</script></scriptTask>
<sequenceFlow id="b" sourceRef="x" targetRef="e"/><endEvent id="e"/></process>"#;
    deployed(&house, heavy).await;
    for _ in 0..2 {
        let given = map(json!({ "n": 0 }));
        let started = house
            .runtime
            .start(&program("heavy"), "heavy", None, given, None)
            .await
            .unwrap();
        assert_eq!(house.state(started.id).await, "completed");
        let row = load::instance(house.runtime.store(), started.id).await;
        let variables = house
            .runtime
            .instance_variables(&row.unwrap().unwrap())
            .await;
        assert_eq!(variables.unwrap()["n"], Value::Int(60));
    }
}
