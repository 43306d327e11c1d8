//! Incidents: raised at a token or an element, resolved.

use super::tokens::draw;
use super::{Run, Stop};
use crate::command::{Effect, IncidentId, Refusal, TraceKind, WaitId};
use crate::instance::{Incident, Phase, TokenId, page_of};
use crate::process::Ix;

impl Run<'_> {
    /// Stops a token with an incident at its phase.
    pub fn raise(&mut self, id: TokenId, wait: Option<WaitId>, code: String, message: String) {
        let Some(token) = self.instance.token(id) else {
            return;
        };
        let (node, phase) = (token.node, token.phase);
        if let Some(before) = token.incident {
            self.resolve(before);
        }
        let Some(incident) =
            self.add_incident(page_of(id), Some(id), node, phase, wait, code, message)
        else {
            return;
        };
        if let Some(token) = self.instance.token_mut(id) {
            token.incident = Some(incident);
        }
    }

    /// An incident that stands at an element and stops nothing: an event could not be armed again.
    pub fn note(&mut self, node: Ix, stop: Stop) -> Result<(), Refusal> {
        let (code, message) = match stop {
            Stop::Refuse(refusal) => return Err(refusal),
            Stop::Incident { code, message } => (code, message),
            Stop::Error { code, message } => (code, message.unwrap_or_default()),
        };
        self.add_incident(0, None, node, Phase::Activating, None, code, message);
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    pub fn add_incident(
        &mut self,
        page: u32,
        token: Option<TokenId>,
        node: Ix,
        phase: Phase,
        wait: Option<WaitId>,
        code: String,
        message: String,
    ) -> Option<IncidentId> {
        let page = self.instance.page_mut(page)?;
        let id = draw(page).ok()?;
        page.incidents.push(Incident {
            id,
            token,
            node,
            phase,
            wait,
            code: code.clone(),
            message: message.clone(),
        });
        self.event_text(
            TraceKind::Incident,
            node,
            Some(format!("{code}: {message}")),
        );
        self.effects.push(Effect::RaiseIncident {
            incident: id,
            wait,
            element: self.id(node).to_string(),
            phase: phase.word().to_owned(),
            code,
            message,
        });
        Some(id)
    }

    /// Takes an incident away; true when it was open.
    pub fn resolve(&mut self, id: IncidentId) -> Option<Incident> {
        let page = self.instance.page_mut(page_of(id))?;
        let at = page
            .incidents
            .iter()
            .position(|incident| incident.id == id)?;
        let incident = page.incidents.remove(at);
        if let Some(token) = incident
            .token
            .and_then(|token| self.instance.token_mut(token))
        {
            token.incident = None;
        }
        self.event(TraceKind::Resolved, incident.node);
        self.effects.push(Effect::ResolveIncident { incident: id });
        Some(incident)
    }
}
