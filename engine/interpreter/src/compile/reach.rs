//! What joins need to know before anything runs: from where each of their flows can be reached, and the order
//! in which ties are broken.

use crate::process::{Bits, Ix, Kind, Process};

/// Fills [`Node::reach`] of the parallel joins: backwards from each incoming flow, never through the join.
pub(super) fn reach(process: &mut Process) {
    let mut backwards: Vec<Vec<Ix>> = vec![Vec::new(); process.nodes.len()];
    for (source, node) in process.nodes.iter().enumerate() {
        for flow in &node.outgoing {
            backwards[process.flows[*flow as usize].target as usize].push(source as Ix);
        }
        for boundary in &node.boundaries {
            backwards[*boundary as usize].push(source as Ix);
        }
        if let Kind::Link { target } = node.kind {
            backwards[target as usize].push(source as Ix);
        }
    }
    let joins: Vec<Ix> = process
        .scopes
        .iter()
        .flat_map(|scope| scope.joins.iter().copied())
        .collect();
    for join in joins {
        let mut all = Vec::new();
        for flow in process.node(join).incoming.clone() {
            let mut bits = Bits::with_len(process.nodes.len());
            let mut todo = vec![process.flows[flow as usize].source];
            while let Some(node) = todo.pop() {
                if node != join && bits.add(node) {
                    todo.extend(&backwards[node as usize]);
                }
            }
            all.push(bits);
        }
        process.nodes[join as usize].reach = all;
    }
}

/// Sorts the joins of each scope by topological order, where some are decided at rest: the order in
/// which ties are broken.
pub(super) fn settling(process: &mut Process) {
    let at_rest = |join: &Ix| {
        matches!(
            process.nodes[*join as usize].kind,
            Kind::Inclusive | Kind::Complex { .. }
        )
    };
    process.settles = process
        .scopes
        .iter()
        .flat_map(|scope| &scope.joins)
        .any(at_rest);
    if !process.settles {
        return;
    }
    let order = topological(process);
    for scope in &mut process.scopes {
        scope.joins.sort_by_key(|join| order[*join as usize]);
    }
}

/// The place of each node when every node comes after those that lead to it, loops cut where they
/// close (reverse postorder from the nodes without a way in).
pub(super) fn topological(process: &Process) -> Vec<u32> {
    let count = process.nodes.len();
    let (mut seen, mut after) = (vec![false; count], Vec::with_capacity(count));
    let next = |ix: usize, nth: usize| {
        let node = &process.nodes[ix];
        node.outgoing
            .iter()
            .map(|flow| process.flows[*flow as usize].target)
            .chain(node.boundaries.iter().copied())
            .chain(match node.kind {
                Kind::Link { target } => Some(target),
                _ => None,
            })
            .nth(nth)
    };
    let is_boundary = |ix: usize| matches!(process.nodes[ix].kind, Kind::Boundary { .. });
    let first = (0..count).filter(|ix| process.nodes[*ix].incoming.is_empty() && !is_boundary(*ix));
    for root in first.chain(0..count) {
        let mut open = if std::mem::replace(&mut seen[root], true) {
            continue;
        } else {
            vec![(root, 0)]
        };
        while let Some((ix, nth)) = open.last_mut() {
            match next(*ix, *nth) {
                Some(target) => {
                    *nth += 1;
                    if !std::mem::replace(&mut seen[target as usize], true) {
                        open.push((target as usize, 0));
                    }
                }
                None => {
                    after.push(*ix);
                    open.pop();
                }
            }
        }
    }
    let mut order = vec![0; count];
    for (place, ix) in after.into_iter().rev().enumerate() {
        order[ix] = place as u32;
    }
    order
}
