/* Made from openapi.json by `npm run api`; a change belongs in the server. */

export interface paths {
    "/api/v1/absences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Absences that are not over, by their first day: one's own, those in which one is the substitute, and who is away
         *     today; for an administrator all.
         */
        get: operations["get_absences"];
        put?: never;
        /** Writes down an absence. */
        post: operations["post_absences"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/absences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes back an absence that has not begun. */
        delete: operations["delete_absences_id"];
        options?: never;
        head?: never;
        /** Changes an absence that is not over. Another substitute works from today on; days that are over stay as they were. */
        patch: operations["patch_absences_id"];
        trace?: never;
    };
    "/api/v1/archives/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes the file of an archive; that it was there stays known. */
        delete: operations["delete_archives_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/archives/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of an archive. */
        get: operations["get_archives_id_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Areas, by key; none where the house is one. */
        get: operations["get_areas"];
        put?: never;
        /** Adds an area. */
        post: operations["post_areas"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/areas/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an area away that no office, mailbox or role belongs to. */
        delete: operations["delete_areas_id"];
        options?: never;
        head?: never;
        /** Changes an area. */
        patch: operations["patch_areas_id"];
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The record of operations, newest first. Nobody is asked for by name: there is no list of what one person did. */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes a consistent copy of database and blobs while everybody works on. */
        post: operations["post_backups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own operations, newest first; all of them for an administrator. */
        get: operations["get_batches"];
        put?: never;
        /** Begins an operation on many things; small ones are done when this answers. */
        post: operations["post_batches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an operation is. */
        get: operations["get_batches_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an operation is done to, in order. */
        get: operations["get_batches_id_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends an operation before all is done; what is done stays done. */
        post: operations["post_batches_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calendars that were set, the house's first, then by scope. An office that is not listed goes by its area's, an area by
         *     the house's.
         */
        get: operations["get_calendars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars/{scope}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets the calendar of the house (`casa`), of an area (`aoo:KEY`) or an office (`ufficio:KEY`). Terms and timers that are
         *     computed from now on go by it; what was computed stays.
         */
        put: operations["put_calendars_scope"];
        post?: never;
        /** Takes a calendar back: the scope goes by the one above it again, the house by the usual one. */
        delete: operations["delete_calendars_scope"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars/{scope}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The days of rest of a year beside those of the week, by the calendar a scope goes by. */
        get: operations["get_calendars_scope_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a bundle without deploying it. */
        post: operations["post_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Office time; 404 without `--clock test`. */
        get: operations["get_clock"];
        /** Moves the clock forward, going through each due instant in order. */
        put: operations["put_clock"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conditions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Evaluates the conditional start events with these variables and starts those that are true. */
        post: operations["post_conditions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Connector kinds with their element templates, in the reader's language. */
        get: operations["get_connectors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts by what is known of them; at most fifty, by name. */
        get: operations["get_contacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Imports contacts and waits until it is done, for programs; it can be undone as an import is. */
        post: operations["post_contacts_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Credentials, by name; for administrators. */
        get: operations["get_credentials"];
        put?: never;
        /** Keeps a secret, sealed, under a name that processes use (`http.request`, input `credential`). */
        post: operations["post_credentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forgets credentials. */
        delete: operations["delete_credentials_id"];
        options?: never;
        head?: never;
        /** Changes credentials: jobs that begin afterwards use what is new. */
        patch: operations["patch_credentials_id"];
        trace?: never;
    };
    "/api/v1/deliveries/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells an event again, under the same id. */
        post: operations["post_deliveries_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demo/arrivals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the gestore deliver a mail. */
        post: operations["post_demo_arrivals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demo/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who can be clicked on; nobody where this is no demonstration, so that the login page may ask everywhere. */
        get: operations["get_demo_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demo/rail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The six steps, of the mail that was made to arrive last. */
        get: operations["get_demo_rail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demo/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs in as somebody of the demonstration, without a password. */
        post: operations["post_demo_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deployments, newest first. */
        get: operations["get_deployments"];
        put?: never;
        /** Deploys a bundle: files or a zip, in any field; an optional field `name`. The same content again answers 200. */
        post: operations["post_deployments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a deployment; 409 while instances of it exist. */
        delete: operations["delete_deployments_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}/files/{*path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file of a deployment, byte for byte. */
        get: operations["get_deployments_id_files_path"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Despatches the reader may see, newest first. */
        get: operations["get_despatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One despatch with its journey and receipts. */
        get: operations["get_despatches_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/attachments/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of the message as it left, by its place in the list (from 0). */
        get: operations["get_despatches_id_attachments_n"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/attachments/{n}/contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who signed a file of the message as it left, and what it holds. */
        get: operations["get_despatches_id_attachments_n_contents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/attachments/{n}/inner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file inside the signed containers of a file that left. */
        get: operations["get_despatches_id_attachments_n_inner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The message as it left, who approved it and what was added, who signed its attachments, every receipt, verdicts, hashes and
         *     timeline as a zip, with a report (PDF) that also says what is not proven.
         */
        get: operations["get_despatches_id_evidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The message as it left, byte for byte. */
        get: operations["get_despatches_id_raw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who saw a message that left, and what was done with it and its case. */
        get: operations["get_despatches_id_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/record/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The record of a message that left as a file, with the hashes of its links. */
        get: operations["get_despatches_id_record_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decides about a despatch whose outcome is unknown. */
        post: operations["post_despatches_id_resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/despatches/{id}/thread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conversation of a message that left, oldest first. */
        get: operations["get_despatches_id_thread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Drafts, by name. */
        get: operations["get_drafts"];
        put?: never;
        /** Makes a draft. */
        post: operations["post_drafts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One draft with its files. */
        get: operations["get_drafts_name"];
        /** Saves all files of a draft. With `If-Match`, 412 when somebody else saved since. */
        put: operations["put_drafts_name"];
        post?: never;
        /** Throws a draft away; what is deployed stays. */
        delete: operations["delete_drafts_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the check says of a draft. */
        post: operations["post_drafts_name_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts/{name}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deploys a draft. */
        post: operations["post_drafts_name_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/elements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which elements and forms of them run, as a deployment would answer. */
        get: operations["get_elements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes from now on, as events `change`. After a reconnection (`Last-Event-ID`) the first is `lost`. */
        get: operations["get_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/expressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can stand in `${…}`, in conditions, scripts and decision tables, each with an example that was
         *     evaluated: office time 2026-03-01T08:30:00Z, zone Europe/Rome, one variable `amount` = 12.50.
         */
        get: operations["get_expressions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Renames an identity, gives it another password, closes it or opens it again. */
        patch: operations["patch_identities_id"];
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports, newest first; for those who keep the address book. */
        get: operations["get_imports"];
        put?: never;
        /** Imports a file as one; a small one is done when this answers. */
        post: operations["post_imports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an import is. */
        get: operations["get_imports_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an import did, by line; at most a thousand. */
        get: operations["get_imports_id_lines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an import back; what was changed since is left and named. */
        post: operations["post_imports_id_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps a file to import; at most 100 MB. */
        post: operations["post_imports_files"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells what importing a file would do; writes nothing. */
        post: operations["post_imports_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Incidents the reader may see, newest first. */
        get: operations["get_incidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets aside an error that belongs to no case, with a reason. */
        post: operations["post_incidents_id_dismiss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries the failed phase again. */
        post: operations["post_incidents_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cases the reader may see, newest first. */
        get: operations["get_instances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case with its tasks, mails and despatches. */
        get: operations["get_instances_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/beside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What else there is with whoever wrote the mail that opened a case; nothing for a case without mail. */
        get: operations["get_instances_id_beside"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a process for good. */
        post: operations["post_instances_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/holders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who held the tasks of a case, since when and how long, oldest first. */
        get: operations["get_instances_id_holders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Incidents of a case in any state, newest first. */
        get: operations["get_instances_id_incidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What scripts wrote with `log(text)`, oldest first; readable after the end. */
        get: operations["get_instances_id_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/migrate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a case to another version of its process. */
        post: operations["post_instances_id_migrate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/modify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves a case by hand. */
        post: operations["post_instances_id_modify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Remarks on a case, oldest first. */
        get: operations["get_instances_id_notes"];
        put?: never;
        /** Adds a remark. */
        post: operations["post_instances_id_notes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who saw a case, its tasks and those of its messages the reader may see, and what was done with them. */
        get: operations["get_instances_id_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/record/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The record of a case as a file, with the hashes of its links. */
        get: operations["get_instances_id_record_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on with a paused process. */
        post: operations["post_instances_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pauses a process. */
        post: operations["post_instances_id_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks of a case in any state, oldest first. */
        get: operations["get_instances_id_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history, oldest first. The cursor is the number of the next step. */
        get: operations["get_instances_id_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The variables of a case. */
        get: operations["get_instances_id_variables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Writes variables of a case. */
        patch: operations["patch_instances_id_variables"];
        trace?: never;
    };
    "/api/v1/instances/{id}/variables/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every value the variables of a case had, oldest first; readable after the end. */
        get: operations["get_instances_id_variables_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a case is where it is. */
        get: operations["get_instances_id_why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/bpmn-error": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The job met a BPMN error. */
        post: operations["post_jobs_id_bpmn_error"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The job is done. */
        post: operations["post_jobs_id_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prolongs a lease, counted from now. */
        post: operations["post_jobs_id_extend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The job failed: tried again while tries are left, then an error to resolve. */
        post: operations["post_jobs_id_fail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/acquire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes jobs of the given topics. */
        post: operations["post_jobs_acquire"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mailboxes the reader has any right in, by key; all of them for administrators. */
        get: operations["get_mailboxes"];
        put?: never;
        /** Connects a mailbox. The date of a starting point may be a day: its first instant in the zone of the office. */
        post: operations["post_mailboxes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a mailbox; what is left out stays. */
        patch: operations["patch_mailboxes_id"];
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/archives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Archives of a mailbox, newest first. */
        get: operations["get_mailboxes_id_archives"];
        put?: never;
        /** Orders an archive of all that came to and left a mailbox in these days, with its record and hashes. */
        post: operations["post_mailboxes_id_archives"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compares what lies on the server with what is kept, now. What is missing is an alarm. */
        post: operations["post_mailboxes_id_count"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/fetch-missing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fetches what the last comparison found missing, at most 200 messages, and compares again. */
        post: operations["post_mailboxes_id_fetch_missing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/looks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log of looks at a mailbox, newest first; for administrators. The newest 2000 lines are kept. */
        get: operations["get_mailboxes_id_looks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops reading a mailbox. */
        post: operations["post_mailboxes_id_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One page about a mailbox: what is there, what nobody answered, receipts that never came, what lies elsewhere too. */
        get: operations["get_mailboxes_id_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on reading a mailbox. */
        post: operations["post_mailboxes_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/rights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives rights over a mailbox's messages one by one. */
        put: operations["put_mailboxes_id_rights"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries a mailbox with what is kept, reading no message. */
        post: operations["post_mailboxes_id_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/{id}/upkeep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of a mailbox's health; for administrators. */
        get: operations["get_mailboxes_id_upkeep"];
        /** Sets the terms of a mailbox: warnings come 30 and 7 days before. */
        put: operations["put_mailboxes_id_upkeep"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What somebody must see to in every mailbox, by key: all of them for administrators, those of their offices for
         *     supervisors.
         */
        get: operations["get_mailboxes_standing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailboxes/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries every part of a mailbox within a minute, reading no message: token, name, connection, login, folders, count, sending. */
        post: operations["post_mailboxes_try"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a message that leaves in parts is. */
        get: operations["get_mailings_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailings/{id}/halt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Halts a mailing: no further part leaves until it is resumed. 409 `mailing_left` when all of it has. */
        post: operations["post_mailings_id_halt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailings/{id}/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recipients of a mailing, in the order of the message. */
        get: operations["get_mailings_id_recipients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailings/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of each recipient, as CSV separated by semicolons. */
        get: operations["get_mailings_id_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mailings/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resumes a mailing that was halted, or parts of which did not leave. 409 `mailing_going` when nothing is at rest. */
        post: operations["post_mailings_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mails the reader may see, newest first. */
        get: operations["get_mails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One mail. */
        get: operations["get_mails_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a mail aside, with a reason. */
        post: operations["post_mails_id_archive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what a receipt of nobody is about: it counts as if it had named that despatch. 409 `not_orphan`. */
        post: operations["post_mails_id_attach"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/attachments/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An attachment; `path` as in the mail's list, e.g. `0.1.2`. */
        get: operations["get_mails_id_attachments_path"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/attachments/{path}/contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who signed an attachment, and what it holds: the file inside containers, an invoice, text, the list of an archive. */
        get: operations["get_mails_id_attachments_path_contents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/attachments/{path}/inner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file inside the signed containers of an attachment. */
        get: operations["get_mails_id_attachments_path_inner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/beside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What else there is with the sender of a mail. */
        get: operations["get_mails_id_beside"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The body of a mail, safe to show. */
        get: operations["get_mails_id_html"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Links a mail to a case. */
        post: operations["post_mails_id_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/no-answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says why the mail that opened a case gets no answer. */
        post: operations["post_mails_id_no_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The mail as it came, byte for byte. */
        get: operations["get_mails_id_raw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/read-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads a quarantined mail again; 422 with the reason when it still cannot be read. */
        post: operations["post_mails_id_read_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who saw a mail, and what was done with it and its case. */
        get: operations["get_mails_id_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/record/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The record of a mail as a file, with the hashes of its links. */
        get: operations["get_mails_id_record_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a case from a mail that started none. */
        post: operations["post_mails_id_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Despatches a receipt of nobody may be about, the likeliest first, at most five. 409 `not_orphan`. */
        get: operations["get_mails_id_suggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/thread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conversation of a mail, oldest first. */
        get: operations["get_mails_id_thread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{id}/unlink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undoes a wrong join, with a reason: the mail is to be sorted again. */
        post: operations["post_mails_id_unlink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sorts many mails, each by itself; answers what came of each. */
        post: operations["post_mails_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/openings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Processes that a case may be opened of from each of some mails: those that mails of their box and kind begin, and those the
         *     reader may begin by hand.
         */
        get: operations["get_mails_openings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes a message and says at once what became of it. */
        post: operations["post_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/migrations/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proposes the plan of a migration from ids. */
        get: operations["get_migrations_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notices to the reader, newest first. */
        get: operations["get_notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Marks a notice as read by the reader. */
        post: operations["post_notices_id_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All offices, by key. */
        get: operations["get_offices"];
        put?: never;
        /** Adds an office. */
        post: operations["post_offices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes an office. */
        patch: operations["patch_offices_id"];
        trace?: never;
    };
    "/api/v1/parties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The address book by name; everybody of the house reads it. */
        get: operations["get_parties"];
        put?: never;
        /** Writes somebody down; refused with `contact` where the same is there already. */
        post: operations["post_parties"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/parties/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Somebody of the address book, with the people of a body. */
        get: operations["get_parties_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes somebody, if `If-Match` is still true. */
        patch: operations["patch_parties_id"];
        trace?: never;
    };
    "/api/v1/parties/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes somebody: found no more while one types, kept with all that was exchanged. */
        post: operations["post_parties_id_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/parties/{id}/exchanged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that was exchanged with somebody, by all their addresses. */
        get: operations["get_parties_id_exchanged"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/parties/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes one contact of two; refused where their codes differ. */
        post: operations["post_parties_id_merge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/parties/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens again who was closed. */
        post: operations["post_parties_id_reopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/parties/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the open contacts come from, with how many each; at most 100. */
        get: operations["get_parties_sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-links/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a link back that was not used. */
        delete: operations["delete_password_links_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-links/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says whom a link is for. It stays usable. */
        post: operations["post_password_links_look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-links/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the password of the link's person and spends the link. Every session of theirs ends. */
        post: operations["post_password_links_use"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who works here, by login. */
        get: operations["get_people"];
        put?: never;
        /** Adds a person. */
        post: operations["post_people"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a person. A new password, or `active: false`, ends the person's sessions. */
        patch: operations["patch_people_id"];
        trace?: never;
    };
    "/api/v1/people/{id}/belongings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What would go to others if the person left. Changes nothing. */
        get: operations["get_people_id_belongings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A person's identities, the oldest first. */
        get: operations["get_people_id_identities"];
        put?: never;
        /** Gives a person a further identity. */
        post: operations["post_people_id_identities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hands everything over and closes the door; answers what was handed over. What the person did stays named. */
        post: operations["post_people_id_leave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/password-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Links made for a person, the newest first. */
        get: operations["get_people_id_password_links"];
        put?: never;
        /** Makes a link that opens once, within 48 hours; one made before opens nothing any more. */
        post: operations["post_people_id_password_links"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes what the file says, all at once; refused lines are left out. Each new person gets a password or a link, shown this once. */
        post: operations["post_people_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/import/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what each line of a file amounts to, and writes nothing. */
        post: operations["post_people_import_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last fifty imports, the newest first. */
        get: operations["get_people_imports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes everybody inactive whom an import made. What it changed of others stays. */
        post: operations["post_people_imports_id_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/processes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Processes by key. */
        get: operations["get_processes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/processes/{key}/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts the latest version of a process. One that fails at once answers 201 with state `failed`. */
        post: operations["post_processes_key_instances"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/processes/{key}/start-form": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a case with a filled-in form. */
        post: operations["post_processes_key_start_form"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/processes/{key}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All versions of a process, newest first. */
        get: operations["get_processes_key_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/processes/{key}/xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The diagram as it was deployed, byte for byte; by id of a version or by key. */
        get: operations["get_processes_key_xml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/processes/startable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Processes the reader may begin by hand. */
        get: operations["get_processes_startable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** One's own settings. */
        put: operations["put_profile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profile/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** One's own password. All other sessions of the person end. */
        put: operations["put_profile_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profile/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own API tokens, without the tokens. */
        get: operations["get_profile_tokens"];
        put?: never;
        /** Makes an API token that acts as oneself. */
        post: operations["post_profile_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profile/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes one of one's own API tokens away, by the id of the list. */
        delete: operations["delete_profile_tokens_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Providers by name, hidden ones too; for administrators. */
        get: operations["get_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a provider, or adds one. Mailboxes that are connected keep what they have. */
        put: operations["put_providers_key"];
        post?: never;
        /** Takes back what was changed: one of the house's is as it was, another is gone. */
        delete: operations["delete_providers_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recipient-lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads a list of recipients (plain, or CSV with one address a line) and keeps it for a message. At most 5,000 addresses. */
        post: operations["post_recipient_lists"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a part of a name or an address may mean: the address book, then addresses that were written to. At most twelve. */
        get: operations["get_recipients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/removals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Removals asked for, newest first. */
        get: operations["get_removals"];
        put?: never;
        /** Asks for a removal; nothing is removed before another person confirms it. */
        post: operations["post_removals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/removals/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second person confirms: it is removed now. */
        post: operations["post_removals_id_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/removals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a removal back that was not decided. */
        post: operations["post_removals_id_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/removals/of/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was removed of a message, shown where it was; oldest first. Empty: nothing was, or the reader may not see it. */
        get: operations["get_removals_of_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The catalogue of findings, by group. */
        get: operations["get_rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule of the catalogue. */
        get: operations["get_rules_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scripts/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compiles a condition or script while it is typed. */
        post: operations["post_scripts_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in. */
        get: operations["get_session"];
        put?: never;
        /** Logs in by password; the answer sets the cookie. */
        post: operations["post_session"];
        /** Logs out. */
        delete: operations["delete_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells a signal to everybody who waits for it, and starts the processes that begin with it. */
        post: operations["post_signals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/statistics/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The figures of the first page. */
        get: operations["get_statistics_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts tags on cases or mails, or takes them away; answers what came of each. */
        post: operations["post_tags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open tasks, soonest due first. */
        get: operations["get_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task with its form, draft and case. */
        get: operations["get_tasks_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a task to a person. */
        post: operations["post_tasks_id_assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/attachments/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of the message the task drafts or approves, by its place in the list (from 0). */
        get: operations["get_tasks_id_attachments_n"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/attachments/{n}/contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who signed a file of the message the task drafts or approves, and what it holds. */
        get: operations["get_tasks_id_attachments_n_contents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/attachments/{n}/inner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file inside the signed containers of such a file. */
        get: operations["get_tasks_id_attachments_n_inner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Looks a message through that is written in this task: who its recipients are, which box it should leave from, what
         *     stops it. Nothing is kept.
         */
        post: operations["post_tasks_id_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a task; 409 `task_taken` with the holder when somebody was faster. */
        post: operations["post_tasks_id_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Concludes a task. */
        post: operations["post_tasks_id_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/distribute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Assigns a task to one office and lets others read its case. */
        post: operations["post_tasks_id_distribute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keeps what was typed so far. With `If-Match`, 412 when somebody else saved since. */
        put: operations["put_tasks_id_draft"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Letter templates for a drafting task. */
        get: operations["get_tasks_id_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/letters/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A letter filled in with the variables of the case. */
        post: operations["post_tasks_id_letters_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/opinion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a colleague's opinion; the task stays with its holder. */
        post: operations["post_tasks_id_opinion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The list of the message a task drafts or approves, one address a line. */
        get: operations["get_tasks_id_recipients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuses an assignment: the task goes back to who sorted it. */
        post: operations["post_tasks_id_refuse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a task back for its group; the draft stays. */
        post: operations["post_tasks_id_release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/reply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Takes the answer of a task, or prolongs it; 409 `reply_held` with holder, since and until while another writes. */
        put: operations["put_tasks_id_reply"];
        post?: never;
        /** Puts the answer down; the draft and the task stay. */
        delete: operations["delete_tasks_id_reply"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/reply/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks whoever writes the answer to leave it to the reader; they get a notice. */
        post: operations["post_tasks_id_reply_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/reply/take-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the answer from whoever writes it, with a reason; they are told. */
        post: operations["post_tasks_id_reply_take_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/signature": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a signed document for a task, or has it signed; 422 with the reason where it is not the document that was to be signed. */
        post: operations["post_tasks_id_signature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/signature/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The document to be signed (`document`), or the file that came back signed (`file`). */
        get: operations["get_tasks_id_signature_part"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/signature/{part}/contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who signed such a file, and what it holds. */
        get: operations["get_tasks_id_signature_part_contents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/signature/{part}/inner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The document inside the signed containers of such a file. */
        get: operations["get_tasks_id_signature_part_inner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a task one holds out of sight until then. */
        post: operations["post_tasks_id_snooze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a message back that this concluded task handed over and that has not left; 409 `message_left` when it has. */
        post: operations["post_tasks_id_take_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/unclaim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same as release. */
        post: operations["post_tasks_id_unclaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of the message a task drafts or approves, to be compared. */
        get: operations["get_tasks_id_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a task is on the desks it is on: what led the case here, up to the moment the task was made. */
        get: operations["get_tasks_id_why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does one thing to many tasks, each by itself; answers what came of each. */
        post: operations["post_tasks_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many tasks wait. */
        get: operations["get_tasks_counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the next task that is due and answers it; 204 when none waits. */
        post: operations["post_tasks_next"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/unanswered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mails without an answer that the reader may see, longest waiting first. */
        get: operations["get_unanswered"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/unanswered/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many wait for an answer. */
        get: operations["get_unanswered_counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps a file for an answer. */
        post: operations["post_uploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Webhooks, by name; for administrators. */
        get: operations["get_webhooks"];
        put?: never;
        /** Registers a webhook. Deliveries are signed as Standard Webhooks 1.0 with the secret of the answer. */
        post: operations["post_webhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a webhook away. */
        delete: operations["delete_webhooks_id"];
        options?: never;
        head?: never;
        /** Changes or pauses a webhook. */
        patch: operations["patch_webhooks_id"];
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last hundred deliveries of a webhook, newest first. Ended ones are kept for 30 days. */
        get: operations["get_webhooks_id_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/writings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a message that answers nobody: a case whose task holds the draft. */
        post: operations["post_writings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/writings/{task}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Throws away a message that was begun by [`begin`] and not handed over. */
        delete: operations["delete_writings_task"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AbsenceAsked: {
            /** Format: date */
            first_day: string;
            /** Format: date */
            last_day: string;
            /** @description Login; absent: oneself. */
            person?: string | null;
            /** @description Login; absent: nobody. */
            substitute?: string | null;
        };
        /** @description Absent leaves as it is. */
        AbsenceChanged: {
            /** Format: date */
            first_day?: string | null;
            /** Format: date */
            last_day?: string | null;
            /** @description Login; empty: nobody. */
            substitute?: string | null;
        };
        /** @description Days on which a person is away; both count. */
        AbsenceShown: {
            /** @description Who works in the person's place from today on, day by day. */
            covered: components["schemas"]["Covered"][];
            /** Format: date */
            first_day: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: date
             * @description Absent: the person left.
             */
            last_day?: string | null;
            person: components["schemas"]["PersonRef"];
            /** Format: int64 */
            revision: number;
            substitute?: components["schemas"]["PersonRef"] | null;
        };
        AcquireAsked: {
            /** Format: int64 */
            lease_seconds?: number;
            max?: number;
            topics: string[];
            /**
             * Format: int64
             * @description Waits so long for a job.
             */
            wait_seconds?: number;
            /** @description Name of the worker, for people. */
            worker: string;
        };
        /** @description A job handed to a worker. `lease` must come back with the report. */
        Acquired: {
            element: string;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            instance: string;
            /** Format: int64 */
            lease: number;
            /** Format: date-time */
            lease_until?: string | null;
            /** Format: int32 */
            retries_left: number;
            topic: string;
            variables: unknown;
        };
        /** @description A file the process adds. */
        AddedFile: {
            media_type: string;
            name: string;
            /** @description Hex. */
            sha256: string;
            /**
             * Format: uint64
             * @description Bytes.
             */
            size: number;
        };
        /** @description What a process adds to a message as it leaves. */
        Additions: {
            attachments: components["schemas"]["AddedFile"][];
            /** @description Approved files that leave signed, each in the place of the one it is of. */
            signed?: components["schemas"]["SignedFile"][];
            /** @description Before the approved subject, with a space between; empty: nothing. */
            subject_prefix: string;
        };
        /** @description An address as written. */
        AddressAsked: {
            address?: string;
            /** @description It is a PEC mailbox. */
            certified?: boolean;
        };
        /** @description What the mail that opened a case is owed. */
        AnswerOwed: {
            /** Format: date-time */
            at?: string | null;
            by?: components["schemas"]["PersonRef"] | null;
            /** Format: uuid */
            despatch?: string | null;
            /** Format: uuid */
            mail: string;
            /** @description Why there is no answer, and who said so; nobody when the process did. */
            reason?: string | null;
            /** @description open | answered | waived */
            state: string;
        };
        /** @description What somebody decided about a version of a message. */
        ApprovalShown: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["PersonRef"];
            /** @description approved | sent_back */
            decision: string;
            /** @description Hex SHA-256 of the message as it was read. */
            hash: string;
            remarks?: string | null;
            /** @description What the task was called. */
            task: string;
            /**
             * Format: int64
             * @description Number of the version.
             */
            version: number;
            /** @description It was given to another text than the one that stands now. */
            void: boolean;
        };
        /** @description The days of an archive, both included. */
        ArchiveAsked: {
            /** Format: date */
            first_day?: string | null;
            /** Format: date */
            last_day?: string | null;
        };
        /** @description An archive that was ordered, and what became of it. */
        ArchiveShown: {
            /** Format: date-time */
            ended_at?: string | null;
            /**
             * Format: int64
             * @description Messages and receipts of the period when it was begun; 0 before.
             */
            expected: number;
            /** @description Why it could not be made, and what to do. */
            failure?: string | null;
            /** Format: date */
            first_day: string;
            /** Format: uuid */
            id: string;
            /** @description Hex SHA-256 of `impronte.sha256` inside, which has the hashes of all files. */
            index_sha?: string | null;
            /** Format: date */
            last_day: string;
            /**
             * Format: int64
             * @description Messages and receipts in it, so far.
             */
            messages: number;
            /** Format: date-time */
            ordered_at: string;
            ordered_by: components["schemas"]["PersonRef"];
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /** @description waiting | ready | failed | deleted */
            state: string;
            /**
             * Format: int64
             * @description Left out because they are withheld by act.
             */
            withheld: number;
        };
        /** @description An area, to which offices and mailboxes belong. */
        Area: {
            /** @description Its code in the index of public bodies (IPA); may be empty. */
            code: string;
            /** Format: uuid */
            id: string;
            key: string;
            name: string;
            /** Format: int64 */
            revision: number;
        };
        /** @description Absent leaves as it is. */
        AreaAsked: {
            /** @description Empty text takes it away. */
            code?: string | null;
            /** @description Only when it is made; e.g. `scuola`. */
            key?: string | null;
            name?: string | null;
        };
        /** @description One mail, recognised. Addresses are lower case without display name; texts are UTF-8. */
        Arrival: {
            /** @description Attachments of the original (never daticert.xml, postacert.eml or smime.p7s of the envelope). */
            attachments: components["schemas"]["MailAttachment"][];
            /**
             * @description A program or a list wrote it, not a person: `Auto-Submitted` other than `no` (RFC 3834 §5), a `List-` field (RFC 2369,
             *     RFC 2919), `Precedence` of bulk mail, or an empty `Return-Path`. Nobody answers it by itself.
             */
            automatic?: boolean;
            /** @description Present when the mail is (or wraps, in an anomaly envelope) a delivery status notification. */
            bounce?: components["schemas"]["Bounce"] | null;
            cc: string[];
            /**
             * Format: date-time
             * @description *Inviata*: `data` of the daticert of a transport envelope; None for ordinary mail.
             */
            certified_sent_at?: string | null;
            /**
             * Format: date-time
             * @description `Date` header of the outer mail.
             */
            date?: string | null;
            /** @description Present for envelopes and receipts that carry one; from the outer signed part only. */
            daticert?: components["schemas"]["Daticert"] | null;
            /** @description From of the *outer* mail (for a transport envelope: the gestore's service address). */
            envelope_from: string;
            /** @description The person who wrote: From (or Reply-To) of the original inside an envelope, else From. */
            from: string;
            from_name: string;
            /** @description Its further recipients, when it speaks of several (RFC 3464 §2.3). */
            further_bounces?: components["schemas"]["Bounce"][];
            has_html: boolean;
            in_reply_to: string[];
            kind: components["schemas"]["MailKind"];
            /** @description `Message-ID` of the outer mail without angle brackets; empty when it has none. */
            message_id: string;
            /** @description `X-Riferimento-Message-ID` (outer), without brackets: the id the first sender gave. */
            reference_id?: string | null;
            references: string[];
            reply_to?: string | null;
            /** @description Present when the exchange system of electronic invoices (SDI) wrote it, as its files say. */
            sdi?: components["schemas"]["Sdi"] | null;
            /** @description Subject of the original inside an envelope, else of the mail. */
            subject: string;
            /** @description Plain text for reading and rules, at most 32 KiB, HTML converted. */
            text: string;
            to: string[];
            /** @description Present for everything that claims to be certified (also when the signature is absent). */
            verdict?: components["schemas"]["Verdict"] | null;
            /** @description Oddities worth showing to a person, e.g. `daticert tipo differs from X-Ricevuta`. */
            warnings: string[];
        };
        ArrivalAsked: {
            /**
             * @description What arrives.
             * @enum {string}
             */
            kind?: "istanza" | "tributi" | "edilizia" | "ordinaria" | "anomalia" | "fattura";
        };
        AssignAsked: {
            login: string;
        };
        /** @description Who gave a task to the office that has it. */
        AssignmentShown: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["PersonRef"];
            /** @description The reader may refuse it. */
            may_refuse: boolean;
            office: string;
        };
        AttachAsked: {
            /** Format: uuid */
            despatch: string;
        };
        /** @description One link of the record of operations. */
        AuditEntry: {
            /** @description The verb, e.g. `task.complete`. */
            act: string;
            /** Format: date-time */
            at: string;
            by: components["schemas"]["PersonRef"];
            detail: unknown;
            /** @description Hex SHA-256 of the link. */
            hash: string;
            /** @description What sort of thing it was done to. */
            kind: string;
            /** @description What it is called now, where it is a person, office, mailbox, draft or deployment that still exists. */
            name?: string | null;
            object: string;
            on_behalf_of?: components["schemas"]["InPlaceOf"] | null;
            /** Format: int64 */
            seq: number;
            /** @description Its name in the reader's language. */
            text: string;
        };
        /** @description What a mailbox answers by itself. */
        AutomaticSettings: {
            body: string;
            /**
             * Format: uint32
             * @description As many leave within an hour; then none, and an alarm. From 1 to 200.
             * @default 20
             */
            hourly_max?: number;
            /**
             * @description Before the subject of the message: `Risposta automatica` when empty.
             * @default
             */
            subject?: string;
        };
        Backup: {
            blobs: number;
            files: number;
            /** @description On the server, below its data folder. */
            folder: string;
        };
        Batch: {
            /** Format: date-time */
            created_at: string;
            created_by: components["schemas"]["PersonRef"];
            /** Format: int64 */
            done: number;
            /** Format: date-time */
            ended_at?: string | null;
            /** Format: int64 */
            failed: number;
            /** Format: uuid */
            id: string;
            kind: string;
            /** @description running | completed | stopped */
            state: string;
            /** Format: int64 */
            waiting: number;
        };
        BatchAsked: {
            filter?: components["schemas"]["BatchFilter"] | null;
            /** @description Cases, or errors to retry; at most 10,000. */
            ids?: string[] | null;
            /** @description retry_incidents | cancel_instances | suspend_instances | resume_instances | migrate_instances */
            kind: string;
            plan?: components["schemas"]["PlanShown"] | null;
            /**
             * Format: uuid
             * @description Id of the version to go to, for a migration.
             */
            process?: string | null;
            /** @description Needed to cancel. */
            reason?: string | null;
        };
        BatchFilter: {
            business_key?: string | null;
            /** Format: uuid */
            deployment?: string | null;
            office?: string | null;
            /** @description Key of the process. */
            process?: string | null;
            state?: string | null;
        };
        /** @description One thing an operation is done to. */
        BatchItem: {
            /** @description Why it could not be done. */
            failure?: string | null;
            /**
             * Format: uuid
             * @description The case, also of an error.
             */
            instance?: string | null;
            /**
             * Format: uuid
             * @description The case or the error.
             */
            object: string;
            /** @description waiting | done | failed */
            state: string;
            /** @description What the case is about; absent where the reader may not see it. */
            title?: string | null;
        };
        /** @description A message that was begun. */
        Begun: {
            /** Format: uuid */
            instance: string;
            /**
             * Format: uuid
             * @description The task it is written in.
             */
            task: string;
        };
        /** @description In whose name an act was done, and by way of whom: *in sostituzione di* `of`, *tramite* `via`. */
        Behalf: {
            /** @description Login of the absent person. */
            of: string;
            /** @description Logins of the substitutes between, in the order of the chain; absent themselves. */
            via?: string[];
        };
        /** @description What a person has that goes to somebody else when they leave. */
        BelongingsShown: {
            active: boolean;
            /** @description Roles that nobody else has there: their groups would be empty. */
            alone: components["schemas"]["RoleShown"][];
            offices: components["schemas"]["OfficeLed"][];
            person: components["schemas"]["PersonRef"];
            /** Format: int64 */
            revision: number;
            roles: components["schemas"]["RoleShown"][];
            /** @description Absences of others in which the person is the substitute. */
            substitutes: components["schemas"]["SubstituteOf"][];
            tasks: components["schemas"]["TaskHad"][];
        };
        /** @description Other open cases and last mails of somebody, as far as the reader may see them. */
        BesideShown: {
            /** @description The sender's address, lower case; empty where there is none. */
            address: string;
            /** @description The sender's address, and those of the same tax code in the address book. */
            addresses: string[];
            /** @description Open cases, newest first, each with who holds it. */
            cases: components["schemas"]["Instance"][];
            /** @description Who of the address book has it, open ones first. */
            contacts: components["schemas"]["PartyRef"][];
            /** @description The sender's domain, where it is a body's own: its people count as the sender. */
            domain?: string | null;
            /** @description Newest first. */
            mails: components["schemas"]["MailSummary"][];
            tax_code?: string | null;
        };
        /** @description What a delivery status notification (RFC 3464) says of one recipient of a despatch. */
        Bounce: {
            action: components["schemas"]["BounceAction"];
            diagnostic?: string | null;
            /** @description Message-ID of the returned mail, without brackets. */
            original_id?: string | null;
            recipient: string;
            /** @description e.g. `5.1.1`. */
            status?: string | null;
        };
        /** @enum {string} */
        BounceAction: "failed" | "delayed" | "other";
        BpmnErrorAsked: {
            code: string;
            /** Format: int64 */
            lease?: number | null;
            message?: string | null;
            variables?: {
                [key: string]: unknown;
            };
        };
        BulkAsked: {
            /**
             * @description What is done to many tasks.
             * @enum {string}
             */
            act: "claim" | "release" | "assign" | "distribute" | "snooze";
            /** @description At most 100 tasks. */
            ids: string[];
            /** @description Of the person, for `assign`. */
            login?: string;
            /** @description Of the office, for `distribute`. */
            office?: string;
            /**
             * Format: date-time
             * @description For `snooze`.
             */
            until?: string | null;
        };
        /** @description What came of each, in the order asked. */
        BulkDone: {
            results: components["schemas"]["BulkResult"][];
        };
        BulkResult: {
            /** @description Why not, in the reader's language. */
            code?: string | null;
            detail?: string | null;
            done: boolean;
            /** Format: uuid */
            id: string;
        };
        /** @description Files with their paths in the bundle, or a zip of them, in any field. */
        BundleSent: {
            file: string[];
            /** @description Name of the deployment; absent: as `bundle.toml` says. */
            name?: string | null;
        };
        /** @description When an office works. Public holidays are known and need not be said. */
        Calendar: {
            /** @default [] */
            closings?: components["schemas"]["Closing"][];
            /** @default null */
            patron?: components["schemas"]["Patron"] | null;
            /** @description Working hours, Monday to Sunday; a day without any is not worked. */
            week: components["schemas"]["Stretch"][][];
        };
        /** @description The calendar of a scope that has one of its own; the house always has. */
        CalendarShown: {
            calendar: components["schemas"]["Calendar"];
            /** Format: date-time */
            changed_at?: string | null;
            changed_by?: string | null;
            /**
             * Format: int64
             * @description Of its version, over all scopes; 0: nobody ever set it.
             */
            number: number;
            /** @description `casa`, `aoo:KEY` or `ufficio:KEY`. */
            scope: string;
        };
        /** @description A case beside a task. */
        CaseSummary: components["schemas"]["Instance"] & {
            milestones: components["schemas"]["MilestoneShown"][];
            variables_count: number;
        };
        /** @description Why a delivery failed, as far as the receipt tells. */
        Cause: ("unknown_mailbox" | "unknown_domain" | "full_mailbox" | "virus" | "other") | "timeout";
        /** @description One change. Kind `lost`: some were missed, fetch everything again. */
        Change: {
            /** Format: uuid */
            id: string;
            kind: string;
            /** Format: int64 */
            version?: number | null;
        };
        ChangeAsked: {
            /** @enum {string} */
            act: "start_before";
            element: string;
        } | {
            /** @enum {string} */
            act: "start_after";
            element: string;
        } | {
            /** @enum {string} */
            act: "cancel";
            element: string;
            /** Format: int64 */
            token?: number | null;
        };
        /** @description What an address is known to be. */
        Channel: "certified" | "ordinary" | "unknown";
        /** @description What a check found; empty when all is well. */
        Checked: {
            findings: components["schemas"]["Finding"][];
        };
        /** @description A message looked through before it leaves. */
        CheckedShown: {
            /** @description Somebody else approves it before it leaves. */
            approved: boolean;
            /**
             * Format: int64
             * @description Encoded; for a PEC this times the recipients counts against `bytes_max`.
             */
            bytes: number;
            /** Format: int64 */
            bytes_max: number;
            /** @description It leaves from a PEC box. */
            certified: boolean;
            /** @description Key of the box the house would choose; null: it has none that fits. */
            mailbox?: string | null;
            planned?: components["schemas"]["PlannedShown"] | null;
            /** @description Those in To, then those in Cc. */
            recipients: components["schemas"]["Recipient"][];
            remarks: components["schemas"]["RemarkShown"][];
            /** @description What the box asks to be written under a message. */
            signature: string;
        };
        /** @description One of the two. */
        ClockAsked: {
            /**
             * Format: double
             * @description May be a fraction.
             */
            advance_seconds?: number | null;
            /** Format: date-time */
            now?: string | null;
        };
        /** @description Office time. */
        ClockShown: {
            /** Format: date-time */
            now: string;
        };
        /** @description Days on which the office is closed, both included. */
        Closing: {
            first_day: string;
            last_day: string;
            /**
             * @description Why; may be empty.
             * @default
             */
            reason?: string;
        };
        CompleteAsked: {
            /** @description Values of the form's fields, and the message of a drafting task. */
            data?: {
                [key: string]: unknown;
            };
            /** @description Hash of the message that was shown, for an approval. */
            draft_hash?: string | null;
            /** @description Which list the next task is looked for in. */
            filter?: ("mine" | "groups" | "sort" | "later" | "approve" | "sign" | "unclaimed" | "all") | null;
        };
        Completed: {
            /**
             * Format: uuid
             * @description The next task of the same list.
             */
            next?: string | null;
        };
        /** @description A kind of service task, for the designer. */
        Connector: {
            /** @description C7 element template (its `$schema` says which). */
            element_template: components["schemas"]["ElementTemplate"];
            help: string;
            inputs: components["schemas"]["ConnectorInput"][];
            kind: string;
            name: string;
            outputs: components["schemas"]["ConnectorOutput"][];
        };
        /** @description What a connector is given. */
        ConnectorInput: {
            default?: string | null;
            help: string;
            kind: components["schemas"]["InputKind"];
            label: string;
            name: string;
            required: boolean;
        };
        /** @description What a connector gives back. */
        ConnectorOutput: {
            help: string;
            name: string;
        };
        Contact: {
            address: string;
            /** @description The address is said to be a PEC mailbox. */
            certified: boolean;
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Where it comes from. */
            source: string;
            /** @description Empty when not known. */
            tax_code: string;
        };
        /** @description A file read into the address book. */
        ContactImport: {
            counts: components["schemas"]["ImportCounts"];
            /** Format: date-time */
            created_at: string;
            created_by: components["schemas"]["PersonRef"];
            /** Format: date-time */
            ended_at?: string | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: int64
             * @description Lines read so far, with the line of names.
             */
            lines_read: number;
            source: string;
            /** @description running | done | undoing | undone */
            state: string;
            undone_by?: components["schemas"]["PersonRef"] | null;
        };
        /** @description A file and how it is read. */
        ContactImportAsked: {
            /**
             * Format: date
             * @description The day the file was made; absent: today.
             */
            checked_on?: string | null;
            /** @description What was decided of the doubtful one by one, at most 500. */
            decisions?: components["schemas"]["DoubtDecided"][];
            doubtful?: components["schemas"]["DoubtAsked"] | null;
            /** @description The `ref` of a file kept before. */
            file?: string;
            /** @description body, company or person, of those the file does not tell. */
            kind?: string | null;
            /** @description Field to column, where the columns have other names; fields: name, surname, tax_code, pec, email, kind, position, checked. */
            mapping?: {
                [key: string]: string;
            };
            /** @description Shown beside each contact, e.g. the name of the file. */
            source?: string;
        };
        /** @description What a recipient who was not reached leaves to do. */
        CorrectionShown: {
            /** Format: date-time */
            closed_at?: string | null;
            closed_by?: components["schemas"]["PersonRef"] | null;
            /** Format: uuid */
            id: string;
            /** @description address | full_box | expected_certified | undelivered | virus | not_accepted | other */
            kind: string;
            /** @description None: the whole message. */
            recipient?: string | null;
            /**
             * Format: uuid
             * @description The despatch that repeats it.
             */
            resent?: string | null;
            /** @description open | resent | waived | delivered */
            state: string;
            /**
             * Format: uuid
             * @description Its task; of a mailing there is one for all.
             */
            task: string;
        };
        /** @description Days in a row on which the same people work in somebody's place. */
        Covered: {
            by?: components["schemas"]["PersonRef"] | null;
            /** Format: date */
            first_day: string;
            /** Format: date */
            last_day: string;
            /** @description Names of the substitutes between, absent themselves. */
            via: string[];
        };
        /** @description What is known of credentials; their secret is never given back. */
        Credential: {
            /** @description The user (basic) or the name of the header (header); empty for bearer. */
            account: string;
            /** @description The only address they are sent to, e.g. `https://services.example`. */
            address: string;
            /** Format: date-time */
            changed_at: string;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** Format: uuid */
            id: string;
            /** @description By which processes name them. */
            name: string;
            /** @description bearer | basic | header */
            scheme: string;
        };
        /** @description What an administrator registers. */
        CredentialAsked: {
            /** @description The user (basic) or the name of the header (header). */
            account?: string;
            /** @description `https://` and the server's name, with an optional port. */
            address?: string;
            /** @description Lower-case letters, digits, dashes; processes name it so. */
            name?: string;
            /** @description bearer | basic | header */
            scheme?: string;
            secret?: string;
        };
        /** @description What is left out stays. Another address needs the secret again. */
        CredentialChanged: {
            account?: string | null;
            address?: string | null;
            secret?: string | null;
        };
        Credentials: {
            login: string;
            password: string;
        };
        /** @description `daticert.xml` in full (RFC 6109 §4.4). */
        Daticert: {
            /** @description Recipient of a per-recipient notice. */
            consegna?: string | null;
            /**
             * Format: date-time
             * @description `data` with its zone, in UTC.
             */
            data?: string | null;
            destinatari: components["schemas"]["DaticertRecipient"][];
            errore: components["schemas"]["DaticertError"];
            errore_esteso?: string | null;
            gestore_emittente: string;
            identificativo: string;
            mittente: string;
            /** @description `msgid` without brackets. */
            msgid?: string | null;
            oggetto?: string | null;
            ricevuta?: components["schemas"]["ReceiptScope"] | null;
            ricezione: string[];
            risposte: string;
            /** @description `@tipo` as written. */
            tipo: string;
        };
        /**
         * @description `postacert/@errore`.
         * @enum {string}
         */
        DaticertError: "nessuno" | "no-dest" | "no-dominio" | "virus" | "altro";
        /** @description One recipient as the gestore saw it. */
        DaticertRecipient: {
            address: string;
            type: components["schemas"]["RecipientType"];
        };
        /** @description One event told, or to be told, to one webhook. */
        Delivery: {
            /** @description The receiver's last status, or why there was none. */
            answer?: string | null;
            /** Format: int32 */
            attempts: number;
            /** Format: date-time */
            created_at: string;
            data: unknown;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            ended_at?: string | null;
            event: string;
            /**
             * Format: uuid
             * @description The `webhook-id` the receiver sees.
             */
            id: string;
            /** @description waiting | delivered | failed */
            state: string;
        };
        DemoLogin: {
            login: string;
        };
        /** @description Somebody to be with one click. */
        DemoPerson: {
            login: string;
            name: string;
            offices: string[];
            title: string;
        };
        DeployedShown: {
            /** @description Warnings. */
            findings: components["schemas"]["Finding"][];
            /** Format: uuid */
            id: string;
            name: string;
            processes: components["schemas"]["ProcessRef"][];
        };
        Deployment: {
            /** Format: date-time */
            created_at: string;
            created_by: components["schemas"]["PersonRef"];
            /** @description Paths inside the bundle. */
            files: string[];
            /** Format: uuid */
            id: string;
            name: string;
            processes: components["schemas"]["ProcessRef"][];
        };
        DespatchDetail: components["schemas"]["DespatchSummary"] & {
            attachments: components["schemas"]["FileShown"][];
            body: string;
            /**
             * Format: date-time
             * @description Until then the gestore can be asked for copies of the receipts; None: nothing certified was sent.
             */
            copies_until?: string | null;
            /** @description What recipients who were not reached leave to do, and what was done. */
            corrections: components["schemas"]["CorrectionShown"][];
            /** @description Per recipient: state, flags, legal times, history. */
            journey: components["schemas"]["Journey"];
            last_error?: string | null;
            message_id: string;
            receipts: components["schemas"]["ReceiptShown"][];
            release?: components["schemas"]["ReleaseShown"] | null;
            /**
             * Format: uuid
             * @description The despatch this one repeats, for a recipient it did not reach.
             */
            resends?: string | null;
            /** @description The despatches that repeat this one, oldest first. */
            resent_by: string[];
            waits?: components["schemas"]["Waits"] | null;
        };
        DespatchSummary: {
            approver?: components["schemas"]["PersonRef"] | null;
            author?: components["schemas"]["PersonRef"] | null;
            certified: boolean;
            /** Format: date-time */
            created_at: string;
            delivered: number;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            instance?: string | null;
            /** @description Key of the mailbox it leaves from. */
            mailbox: string;
            /**
             * Format: uuid
             * @description The mailing it is a part of.
             */
            mailing?: string | null;
            /** @description pending | all_delivered | partial | some_failed | all_failed | not_accepted | external_only */
            outcome: string;
            recipients: string[];
            /** @description queued | submitting | submitted | unknown | rejected | accepted | not_accepted */
            state: string;
            subject: string;
            /** Format: date-time */
            submitted_at?: string | null;
            total: number;
            /** @description Withheld by an act: that it left is all that is shown. */
            withheld: boolean;
        };
        /** @description What may be done to a message on the server once it is kept. Default: nothing. */
        Disposition: {
            /** @constant */
            do: "nothing";
        } | {
            /** @constant */
            do: "mark_seen";
        } | {
            /** @constant */
            do: "move";
            folder: string;
        };
        DistributeAsked: {
            /** @description Keys of offices that only read (*per conoscenza*). */
            copies?: string[];
            /** @description Key of the office that must act (*per competenza*). */
            office: string;
        };
        /** @description A file, opened to its innermost. */
        DocumentContents: {
            /** @description What an archive says it holds; nothing is unpacked. */
            entries: components["schemas"]["DocumentEntry"][];
            invoice?: components["schemas"]["Invoice"] | null;
            /** @description Signed containers around it, outermost first. */
            layers: components["schemas"]["DocumentLayer"][];
            /** @description Told by its first bytes, then by its name; `application/octet-stream` when neither says. */
            media_type: string;
            /** @description Name of the innermost file: `x.xml` of `x.xml.p7m`. */
            name: string;
            notice?: components["schemas"]["SdiNotice"] | null;
            pdf_signatures: components["schemas"]["PdfSignature"][];
            remarks: components["schemas"]["OpenRemark"][];
            /**
             * Format: uint64
             * @description Of the innermost file, in bytes.
             */
            size: number;
            /** @description Its first 64 KiB when it is text. */
            text?: string | null;
        };
        /** @description A file in an archive. */
        DocumentEntry: {
            encrypted: boolean;
            name: string;
            /**
             * Format: uint64
             * @description Unpacked, as the archive states it.
             */
            size: number;
        };
        /** @description One signed container. */
        DocumentLayer: {
            signatures: components["schemas"]["DocumentSignature"][];
        };
        /** @description `{"$ref": "document", "id": "…"}`. */
        DocumentRef: {
            id: string;
        };
        /** @description One signature of a document. */
        DocumentSignature: {
            /** @description The bytes are those that were signed with this certificate's key. */
            intact: boolean;
            issuer: string;
            /** @description Common name, or given name and surname; the whole subject where both are missing. */
            name: string;
            organisation?: string | null;
            /** @description As in a verdict: `digest_mismatch`, `unknown_issuer`, `certificate_expired`, `weak_digest` … */
            reasons: string[];
            /**
             * @description By what the file itself brings.
             * @default {
             *       "as_of": null,
             *       "revoked_at": null,
             *       "status": "not_verified"
             *     }
             */
            revocation?: components["schemas"]["Revocation"];
            serial?: string | null;
            /**
             * Format: date-time
             * @description What the signer's own computer said; see `stamp` for what is proven.
             */
            signed_at?: string | null;
            /**
             * @description The time stamp that counts, where the file has one.
             * @default null
             */
            stamp?: components["schemas"]["TimeStamp"] | null;
            /**
             * @description The certificate says of itself that it is a qualified one (ETSI EN 319 412-5, `QcCompliance`). It counts where an
             *     anchor vouches for it.
             * @default false
             */
            states_qualified?: boolean;
            /** @description Out of the subject's serial number: `TINIT-…` (EN 319 412-1 §5.1.3) or the older `IT:…`. */
            tax_code?: string | null;
            /** @description The anchor that vouches for the signer, when one does. */
            trusted_by?: string | null;
            /** Format: date-time */
            valid_from?: string | null;
            /** Format: date-time */
            valid_to?: string | null;
        };
        /**
         * @description What becomes of somebody doubtful: left out and named, a contact of their own, or one with a contact they may be (of
         *     several, the one chosen).
         * @enum {string}
         */
        DoubtAsked: "skip" | "apart" | "merge";
        /** @description What was decided of somebody a line names. */
        DoubtDecided: {
            doubt: components["schemas"]["DoubtAsked"];
            /** @description Of merge: `into` of one of its `like`; absent: the only one. */
            into?: string | null;
            line: number;
            /** @description `place` of the line of the preview. */
            place?: number;
        };
        /** @description What was typed and not yet sent. */
        Draft: {
            /** Format: date-time */
            at?: string | null;
            by: components["schemas"]["PersonRef"];
            data: {
                [key: string]: unknown;
            };
            /** Format: int64 */
            revision: number;
        };
        DraftAsked: {
            data: {
                [key: string]: unknown;
            };
        };
        DraftBegun: {
            /** @description …or one with the files of the newest deployment of this name. */
            from_deployment?: string | null;
            /** @description An empty draft of this name… */
            name?: string | null;
        };
        DraftFiles: {
            /** @description Path → text. */
            files: {
                [key: string]: string;
            };
            name: string;
            /** Format: int64 */
            revision: number;
            /** Format: date-time */
            updated_at: string;
            updated_by: components["schemas"]["PersonRef"];
        };
        DraftFilesSaved: {
            /** Format: int64 */
            revision: number;
        };
        DraftItem: {
            name: string;
            /** @description Name of the first process in it, or its own. */
            title: string;
            /** Format: date-time */
            updated_at: string;
            updated_by: components["schemas"]["PersonRef"];
        };
        DraftSaved: {
            /** Format: date-time */
            at?: string | null;
            /** Format: int64 */
            revision: number;
        };
        /** @description An element of BPMN in one of its forms. */
        ElementForm: {
            /** @description Where it does not run: what is expected instead. */
            expected?: string | null;
            form: string;
            group: string;
            /** @description Where it does not run: the rule that refuses it. */
            rule?: string | null;
            runs: boolean;
        };
        /** @description A template of the designer for Camunda 7, whose shape is bpmn.io's. */
        ElementTemplate: {
            id: string;
            name: string;
        } & {
            [key: string]: unknown;
        };
        EvaluatedShown: {
            /** @description Started because their conditional start event is true. */
            instances: string[];
        };
        EvaluationAsked: {
            variables?: {
                [key: string]: unknown;
            };
        };
        EventShown: {
            element: string;
            /** @description As in the history, e.g. `waiting`. */
            kind: string;
            text?: string | null;
        };
        /**
         * @description What the evidence says happened. The order breaks ties between events of one second: a delivery
         *     counts before a failure, so that the contradiction is flagged.
         * @enum {string}
         */
        EvidenceKind: "accettazione" | "non-accettazione" | "presa-in-carico" | "avvenuta-consegna" | "preavviso-errore-consegna" | "errore-consegna" | "rilevazione-virus" | "bounce-delayed" | "bounce-failed";
        /** @description Messages and cases with somebody, newest first, as far as the reader may see them; at most 50 of each. */
        ExchangedShown: {
            cases: components["schemas"]["Instance"][];
            despatches: components["schemas"]["DespatchSummary"][];
            mails: components["schemas"]["MailSummary"][];
        };
        /** @description Something that can be written in an expression. */
        ExpressionForm: {
            example: string;
            /** @description Signature of a function, else the form as it is written. */
            form: string;
            /** @description What the example gives, as JSON text. */
            gives?: string | null;
            help: string;
            /** @description `template` (`${…}`), `rhai` or `feel`. */
            language: string;
            /** @description Why the example is refused, where it is. */
            refused?: string | null;
            /** @description Only in scripts and library functions, not in conditions and mappings. */
            script_only: boolean;
        };
        ExtendAsked: {
            /** Format: int64 */
            lease?: number | null;
            /** Format: int64 */
            lease_seconds: number;
        };
        Extended: {
            /** Format: date-time */
            until: string;
        };
        FailAsked: {
            /** Format: int64 */
            lease?: number | null;
            message: string;
            /**
             * Format: int32
             * @description How many tries are left; absent: one less than before.
             */
            retries?: number | null;
            /** Format: int64 */
            retry_after_seconds?: number;
        };
        /** @description A field of a form or of a body that is not as it must be. */
        FieldProblem: {
            field: string;
            message: string;
        };
        /** @description A file of a version: the same reference is the same bytes. */
        FileOfVersion: {
            name: string;
            reference: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
        };
        /** @description What names a file in a draft: a kept file by its hash, or a value of the process. */
        FileRef: string | components["schemas"]["DocumentRef"];
        FilesAsked: {
            /** @description Path → text; replaces all files. */
            files: {
                [key: string]: string;
            };
        };
        /** @description A file, in any field. */
        FileSent: {
            /** Format: binary */
            file: string;
        };
        /** @description A file of a message that leaves or has left. */
        FileShown: {
            /** @description Where it can be opened or saved; `?inline=true` to show it where that is safe. */
            href: string;
            media_type: string;
            name: string;
            ref?: components["schemas"]["FileRef"] | null;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
        };
        /** @description A finding with its texts in one language. */
        Finding: {
            code: string;
            /** Format: int32 */
            column?: number | null;
            /** @description Id of the element; of a form, its component. */
            element?: string | null;
            expected: string;
            file: string;
            fix: string;
            /** Format: int32 */
            line?: number | null;
            message: string;
            severity: components["schemas"]["Severity"];
        };
        /** @description Something about a recipient that a person should look at or know. */
        Flag: "conflict" | "expected_certified" | "delayed" | "unverified";
        FormCondition: {
            /** @description A condition; the field is not there while it holds. */
            hide?: string;
        };
        /** @enum {string} */
        FormDateSort: "date" | "time" | "datetime";
        /** @description A component of a form. */
        FormField: {
            /** @description Of a group. */
            components?: components["schemas"]["FormField"][];
            conditional?: components["schemas"]["FormCondition"];
            dateLabel?: string;
            /** Format: int32 */
            decimalDigits?: number;
            defaultValue?: unknown;
            description?: string;
            disabled?: boolean;
            id?: string;
            /** @description Name of the variable. */
            key?: string;
            label?: string;
            layout?: components["schemas"]["FormLayout"];
            readonly?: boolean;
            subtype?: components["schemas"]["FormDateSort"];
            /** @description Of a text. */
            text?: string;
            timeLabel?: string;
            /**
             * @description textfield | textarea | number | checkbox | radio | select | checklist | datetime | group, and
             *     text | separator | spacer, which are drawn only.
             */
            type: string;
            validate?: components["schemas"]["FormValidation"];
            values?: components["schemas"]["FormOption"][];
            valuesKey?: string;
        };
        FormLayout: {
            /** Format: int32 */
            columns?: number;
            row?: string;
        };
        FormOption: {
            label: string;
            value: string;
        };
        /** @description A `.form` as it lies in the bundle: form-js JSON, as far as this server reads it. */
        FormSchema: {
            components: components["schemas"]["FormField"][];
            id?: string;
            type?: string;
        };
        FormSent: {
            data?: {
                [key: string]: unknown;
            };
        };
        FormValidation: {
            /** Format: double */
            max?: number;
            maxLength?: number;
            /** Format: double */
            min?: number;
            /** @description Characters. */
            minLength?: number;
            pattern?: string;
            required?: boolean;
            /** @description email | phone */
            validationType?: string;
        };
        /** @description One line of a recipient's history, oldest event first. */
        HistoryLine: {
            /** Format: date-time */
            at: string;
            kind: components["schemas"]["EvidenceKind"];
            /**
             * Format: uuid
             * @description The kept mail that proves it.
             */
            mail?: string | null;
            /** @description False: shown only, it moved nothing. */
            verified: boolean;
        };
        /** @description Who holds a task of a case. */
        Holder: {
            login: string;
            name: string;
            /** Format: date-time */
            since?: string | null;
        };
        /** @description One stretch in which somebody held a task. */
        Holding: {
            holder: components["schemas"]["PersonRef"];
            /** @description completed | released | handed_over | taken_over | given_back | ended; null: they hold it still. */
            how?: string | null;
            /** @description Name of the task. */
            name: string;
            /**
             * Format: int64
             * @description Whole seconds, up to now where they hold it still.
             */
            seconds: number;
            /** Format: date-time */
            since: string;
            /** Format: uuid */
            task: string;
            /**
             * Format: date-time
             * @description Null: they hold it still.
             */
            until?: string | null;
        };
        /** @enum {string} */
        How: "sent" | "resend";
        /** @description By what a person logs in; the password is never given back. */
        Identity: {
            /** Format: date-time */
            closed_at?: string | null;
            closed_by?: string | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** Format: uuid */
            id: string;
            /** @description What is typed to log in. */
            name: string;
            /** @description Whether one may log in by it. */
            open: boolean;
            /** Format: int64 */
            revision: number;
        };
        IdentityAsked: {
            /** @description Lower-case letters, digits, dots and dashes; nobody else's. */
            name?: string;
            password?: string;
        };
        /** @description Absent leaves as it is. Another password, or closing, ends the sessions begun by it. */
        IdentityChanged: {
            name?: string | null;
            open?: boolean | null;
            password?: string | null;
        };
        ImportAddress: {
            address: string;
            certified: boolean;
        };
        ImportAsked: {
            /** @description CSV with a first line of names: name (nome), pec or email, tax_code (codice_fiscale); files of the IPA and extracts of INI-PEC and INAD as they are. */
            csv?: string;
            /** @description Where it comes from, e.g. the name of the file. */
            source?: string;
        };
        /** @description How many of what a file names became what. */
        ImportCounts: {
            changed: number;
            /** @description Left out until a person decides. */
            doubtful: number;
            new: number;
            refused: number;
            /** @description Known already; only source and date are read again. */
            same: number;
        };
        /** @description What an import did. */
        Imported: {
            /** @description New, changed, or said again. */
            kept: number;
            /** @description At most a thousand, doubtful ones among them. */
            refused: components["schemas"]["RefusedLine"][];
        };
        /** @description A file kept, to be named in an import. */
        ImportFile: {
            name: string;
            ref: string;
            size: number;
        };
        /** @description Whom somebody doubtful may be. */
        ImportLike: {
            /** @description What a decision names it by. */
            into: string;
            /** @description The line of the same file that brings it; absent: it is in the book. */
            line?: number | null;
            /** @description A code, else an address. */
            mark: string;
            name: string;
        };
        /** @description What becomes of somebody a line names. */
        ImportLine: {
            /** @description In a preview, with whether each is a PEC. */
            addresses: components["schemas"]["ImportAddress"][];
            /** @description In a preview, of somebody doubtful: whom it may be. */
            like: components["schemas"]["ImportLike"][];
            /**
             * Format: int64
             * @description From 1, with the line of names.
             */
            line: number;
            name: string;
            /** @description new | changed | same | doubtful | refused */
            outcome: string;
            /**
             * Format: uuid
             * @description Absent in a preview.
             */
            party?: string | null;
            /** @description Which of those the line names, from 0; 0 but in a preview. */
            place: number;
            /** @description Why it is doubtful, refused or left; else empty. */
            reason: string;
            /** @description Once it is undone: undone | left; else empty. */
            undo: string;
        };
        /** @description What an import would do. */
        ImportPreview: {
            /** @description The names of the first line. */
            columns: string[];
            counts: components["schemas"]["ImportCounts"];
            /** @description UTF-8 | Windows-1252 */
            encoding: string;
            /** @description The first fifty of each outcome, of the doubtful the first 500. */
            lines: components["schemas"]["ImportLine"][];
            /** @description ipa_bodies | ipa_aoo | ipa_uo | ipa_old | domiciles | roll | plain */
            set: string;
        };
        /** @description How many people were made inactive. */
        ImportUndone: {
            people: number;
        };
        Incident: {
            code: string;
            /** Format: date-time */
            created_at: string;
            element?: string | null;
            element_name?: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            instance?: string | null;
            message: string;
            phase?: string | null;
            process_key?: string | null;
            /** Format: date-time */
            resolved_at?: string | null;
            resolved_by?: components["schemas"]["PersonRef"] | null;
            /** @description open | resolved */
            state: string;
            /**
             * Format: uuid
             * @description Mailbox or mail it is about, when it belongs to no case.
             */
            subject?: string | null;
            /** @description Title of the case, or address of the mailbox. */
            title?: string | null;
        };
        /** @description *In sostituzione di*: the absent person, and the names of the substitutes between. */
        InPlaceOf: {
            login: string;
            name: string;
            via: string[];
        };
        InputKind: {
            /** @constant */
            type: "text";
        } | {
            /** @constant */
            type: "long_text";
        } | {
            /** @constant */
            type: "boolean";
        } | {
            /** @constant */
            type: "choice";
            values: string[];
        };
        /** @description A running or ended process. */
        Instance: {
            business_key?: string | null;
            /** Format: uuid */
            deployment: string;
            /** Format: date-time */
            ended_at?: string | null;
            error_code?: string | null;
            holder?: components["schemas"]["Holder"] | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: int32
             * @description Open ones.
             */
            incidents: number;
            office?: string | null;
            /** Format: uuid */
            parent?: string | null;
            /** @description Key of the process. */
            process: string;
            process_name: string;
            /** Format: date-time */
            started_at: string;
            state: components["schemas"]["InstanceState"];
            /**
             * Format: date-time
             * @description End of the legal term, where the process keeps one.
             */
            term_at?: string | null;
            title: string;
            /** Format: int32 */
            version: number;
        };
        /** @description Of all versions, as far as the reader may see; analysts are told all, as a sum. */
        InstanceCounts: {
            /** Format: int64 */
            incidents: number;
            /** Format: int64 */
            running: number;
        };
        /** @description The page of a case. */
        InstanceDetail: components["schemas"]["CaseSummary"] & {
            answer?: components["schemas"]["AnswerOwed"] | null;
            /** @description Offices that read it *per conoscenza*. */
            copies: string[];
            despatches: components["schemas"]["DespatchSummary"][];
            /** @description What those that were joined to it are owed, as they were joined. */
            joined: components["schemas"]["AnswerOwed"][];
            mails: components["schemas"]["MailSummary"][];
            notes: components["schemas"]["Note"][];
            tags: string[];
            tasks: components["schemas"]["Task"][];
            tokens: components["schemas"]["TokenMark"][];
            xml_url: string;
        };
        /**
         * @description Where a case stands, as it is kept.
         * @enum {string}
         */
        InstanceState: "running" | "suspended" | "completed" | "terminated" | "failed";
        /** @description One file: a header and one body an invoice. */
        Invoice: {
            bodies: components["schemas"]["InvoiceBody"][];
            buyer: components["schemas"]["InvoiceParty"];
            /** @description `FPA12` to a public body, `FPR12` between companies, `FSM10` simplified. */
            format: string;
            /** @description `CodiceDestinatario`: the office of the body (6) or the channel of the company (7). */
            recipient_code?: string | null;
            seller: components["schemas"]["InvoiceParty"];
        };
        /** @description `Allegati`: a file inside the file. */
        InvoiceAttached: {
            format?: string | null;
            name: string;
            text?: string | null;
        };
        /** @description One invoice. Amounts in `currency`. */
        InvoiceBody: {
            attached: components["schemas"]["InvoiceAttached"][];
            causes: string[];
            currency: string;
            /** Format: date */
            date?: string | null;
            /** @description `TipoDocumento`, e.g. `TD01`. */
            document_type: string;
            instalments: components["schemas"]["InvoiceInstalment"][];
            lines: components["schemas"]["InvoiceLine"][];
            number: string;
            orders: components["schemas"]["InvoiceOrder"][];
            rates: components["schemas"]["InvoiceRate"][];
            remarks: components["schemas"]["InvoiceRemark"][];
            /** @description `ImportoTotaleDocumento`; where it is missing, the sum of the rates. */
            total?: string | null;
        };
        /** @description `DettaglioPagamento`. */
        InvoiceInstalment: {
            amount: string;
            beneficiary?: string | null;
            /** Format: date */
            due?: string | null;
            iban?: string | null;
            /** @description `ModalitaPagamento`, e.g. `MP05`. */
            method: string;
        };
        InvoiceLine: {
            /** @description `Natura`, e.g. `N2.1`. */
            exemption?: string | null;
            /** Format: uint32 */
            number?: number | null;
            quantity?: string | null;
            /** @description Percent. */
            rate?: string | null;
            text: string;
            total?: string | null;
            unit?: string | null;
            unit_price?: string | null;
        };
        /** @description `DatiOrdineAcquisto`, `DatiContratto` or `DatiConvenzione`. */
        InvoiceOrder: {
            cig?: string | null;
            cup?: string | null;
            id: string;
        };
        /** @description *Cedente/prestatore* or *cessionario/committente*. */
        InvoiceParty: {
            /** @description One line: street, number, postal code, town (province), country. */
            address?: string | null;
            /** @description `PECDestinatario` for the buyer, `Contatti/Email` for the seller. */
            email?: string | null;
            /** @description The company's name, or name and surname. */
            name: string;
            tax_code?: string | null;
            /** @description With its country: `IT01234567890`. */
            vat?: string | null;
        };
        /** @description `DatiRiepilogo`: one rate of tax. */
        InvoiceRate: {
            /** @description `EsigibilitaIVA`: I at once, D deferred, S paid by the public body (*scissione dei pagamenti*). */
            due?: string | null;
            exemption?: string | null;
            rate?: string | null;
            tax: string;
            taxable: string;
        };
        /** @description Where the file contradicts itself. Never a reason to refuse by itself: a person looks. */
        InvoiceRemark: "lines_differ" | "total_differs" | "attached_unreadable";
        JobCompleteAsked: {
            /**
             * Format: int64
             * @description As it was acquired; refused when the job was taken by another since.
             */
            lease?: number | null;
            variables?: {
                [key: string]: unknown;
            };
        };
        /** @description The whole journey of one message. Stored as JSON; every derived field is recomputed on change. */
        Journey: {
            /**
             * Format: date-time
             * @description Legal time of sending: the `data` of the acceptance.
             */
            accepted_at?: string | null;
            /** @description Sent from a certified mailbox: receipts are to come. */
            certified: boolean;
            /** @description The gestore's id of the message (`identificativo`), once learnt. */
            identifier?: string | null;
            not_accepted?: components["schemas"]["NotAccepted"] | null;
            /** @description In the order of the message, then those learnt from the acceptance by address. */
            recipients: components["schemas"]["JourneyRecipient"][];
            /**
             * Format: date-time
             * @description When it was made; replaced by the submission once known.
             */
            sent_at: string;
            /**
             * Format: date-time
             * @description The server took it (SMTP 250).
             */
            submitted_at?: string | null;
            /**
             * Format: date-time
             * @description The latest time the watch looked; silence is judged as of then.
             */
            watched_at?: string | null;
        };
        /** @description What is known of one recipient. */
        JourneyRecipient: {
            /** Format: date-time */
            accepted_at?: string | null;
            address: string;
            /** @description Named by the sender; false: learnt from the acceptance. */
            addressed: boolean;
            cause?: components["schemas"]["Cause"] | null;
            /**
             * Format: date-time
             * @description Legal time of delivery: the `data` of the delivery receipt.
             */
            delivered_at?: string | null;
            /** @default false */
            expected_certified?: boolean;
            /** Format: date-time */
            failed_at?: string | null;
            /** @default [] */
            flags?: components["schemas"]["Flag"][];
            history: components["schemas"]["HistoryLine"][];
            /** @description The gestore's own words. */
            reason?: string | null;
            state: components["schemas"]["RecipientState"];
            /** @description As the gestore classified it in the acceptance. */
            type?: components["schemas"]["RecipientType"] | null;
        };
        /** @description To whom it goes. */
        LeaveAsked: {
            /** @description Login of who leads the person's offices from now on; absent: the successor. */
            head?: string | null;
            /** @description The successor gets the person's roles too, and so belongs to the groups. */
            roles?: boolean;
            /** @description Login: tasks, drafts, approvals, substitutions, and what processes assign to the person later. */
            successor: string;
        };
        /** @description When a message leaves that was handed over. */
        LeavingShown: {
            /** Format: date-time */
            at: string;
            certified: boolean;
            /** @description The reader may take it back until then. */
            may_take_back: boolean;
        };
        LetterFilled: {
            body: string;
            /** @description Who else the letter goes to; empty when it names nobody. */
            cc: string[];
            subject: string;
        };
        LetterShown: {
            key: string;
            title: string;
        };
        LinkAsked: {
            /** Format: uuid */
            instance: string;
        };
        /** @description A link made for somebody new. */
        LinkMade: {
            login: string;
            name: string;
            /** @description From the root of this server. */
            path: string;
        };
        /** @description For whom a link is, and what is asked of a password. */
        LinkOpened: {
            /** @description Fewest characters of a password. */
            characters_min: number;
            /** Format: date-time */
            expires_at: string;
            login: string;
            name: string;
        };
        LinkSecret: {
            /** @description What stands behind the `#` of the address. */
            secret?: string;
        };
        LinkUsed: {
            password?: string;
            /** @description What stands behind the `#` of the address. */
            secret?: string;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_AbsenceShown: {
            items: {
                /** @description Who works in the person's place from today on, day by day. */
                covered: components["schemas"]["Covered"][];
                /** Format: date */
                first_day: string;
                /** Format: uuid */
                id: string;
                /**
                 * Format: date
                 * @description Absent: the person left.
                 */
                last_day?: string | null;
                person: components["schemas"]["PersonRef"];
                /** Format: int64 */
                revision: number;
                substitute?: components["schemas"]["PersonRef"] | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Acquired: {
            items: components["schemas"]["Acquired"][];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_ArchiveShown: {
            items: {
                /** Format: date-time */
                ended_at?: string | null;
                /**
                 * Format: int64
                 * @description Messages and receipts of the period when it was begun; 0 before.
                 */
                expected: number;
                /** @description Why it could not be made, and what to do. */
                failure?: string | null;
                /** Format: date */
                first_day: string;
                /** Format: uuid */
                id: string;
                /** @description Hex SHA-256 of `impronte.sha256` inside, which has the hashes of all files. */
                index_sha?: string | null;
                /** Format: date */
                last_day: string;
                /**
                 * Format: int64
                 * @description Messages and receipts in it, so far.
                 */
                messages: number;
                /** Format: date-time */
                ordered_at: string;
                ordered_by: components["schemas"]["PersonRef"];
                /**
                 * Format: int64
                 * @description Bytes.
                 */
                size: number;
                /** @description waiting | ready | failed | deleted */
                state: string;
                /**
                 * Format: int64
                 * @description Left out because they are withheld by act.
                 */
                withheld: number;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Area: {
            items: {
                /** @description Its code in the index of public bodies (IPA); may be empty. */
                code: string;
                /** Format: uuid */
                id: string;
                key: string;
                name: string;
                /** Format: int64 */
                revision: number;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_AuditEntry: {
            items: {
                /** @description The verb, e.g. `task.complete`. */
                act: string;
                /** Format: date-time */
                at: string;
                by: components["schemas"]["PersonRef"];
                detail: unknown;
                /** @description Hex SHA-256 of the link. */
                hash: string;
                /** @description What sort of thing it was done to. */
                kind: string;
                /** @description What it is called now, where it is a person, office, mailbox, draft or deployment that still exists. */
                name?: string | null;
                object: string;
                on_behalf_of?: components["schemas"]["InPlaceOf"] | null;
                /** Format: int64 */
                seq: number;
                /** @description Its name in the reader's language. */
                text: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Batch: {
            items: {
                /** Format: date-time */
                created_at: string;
                created_by: components["schemas"]["PersonRef"];
                /** Format: int64 */
                done: number;
                /** Format: date-time */
                ended_at?: string | null;
                /** Format: int64 */
                failed: number;
                /** Format: uuid */
                id: string;
                kind: string;
                /** @description running | completed | stopped */
                state: string;
                /** Format: int64 */
                waiting: number;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_BatchItem: {
            items: {
                /** @description Why it could not be done. */
                failure?: string | null;
                /**
                 * Format: uuid
                 * @description The case, also of an error.
                 */
                instance?: string | null;
                /**
                 * Format: uuid
                 * @description The case or the error.
                 */
                object: string;
                /** @description waiting | done | failed */
                state: string;
                /** @description What the case is about; absent where the reader may not see it. */
                title?: string | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_CalendarShown: {
            items: {
                calendar: components["schemas"]["Calendar"];
                /** Format: date-time */
                changed_at?: string | null;
                changed_by?: string | null;
                /**
                 * Format: int64
                 * @description Of its version, over all scopes; 0: nobody ever set it.
                 */
                number: number;
                /** @description `casa`, `aoo:KEY` or `ufficio:KEY`. */
                scope: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Connector: {
            items: {
                /** @description C7 element template (its `$schema` says which). */
                element_template: components["schemas"]["ElementTemplate"];
                help: string;
                inputs: components["schemas"]["ConnectorInput"][];
                kind: string;
                name: string;
                outputs: components["schemas"]["ConnectorOutput"][];
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Contact: {
            items: {
                address: string;
                /** @description The address is said to be a PEC mailbox. */
                certified: boolean;
                /** Format: uuid */
                id: string;
                name: string;
                /** @description Where it comes from. */
                source: string;
                /** @description Empty when not known. */
                tax_code: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_ContactImport: {
            items: {
                counts: components["schemas"]["ImportCounts"];
                /** Format: date-time */
                created_at: string;
                created_by: components["schemas"]["PersonRef"];
                /** Format: date-time */
                ended_at?: string | null;
                /** Format: uuid */
                id: string;
                /**
                 * Format: int64
                 * @description Lines read so far, with the line of names.
                 */
                lines_read: number;
                source: string;
                /** @description running | done | undoing | undone */
                state: string;
                undone_by?: components["schemas"]["PersonRef"] | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Credential: {
            items: {
                /** @description The user (basic) or the name of the header (header); empty for bearer. */
                account: string;
                /** @description The only address they are sent to, e.g. `https://services.example`. */
                address: string;
                /** Format: date-time */
                changed_at: string;
                /** Format: date-time */
                created_at: string;
                created_by: string;
                /** Format: uuid */
                id: string;
                /** @description By which processes name them. */
                name: string;
                /** @description bearer | basic | header */
                scheme: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Delivery: {
            items: {
                /** @description The receiver's last status, or why there was none. */
                answer?: string | null;
                /** Format: int32 */
                attempts: number;
                /** Format: date-time */
                created_at: string;
                data: unknown;
                /** Format: date-time */
                due_at: string;
                /** Format: date-time */
                ended_at?: string | null;
                event: string;
                /**
                 * Format: uuid
                 * @description The `webhook-id` the receiver sees.
                 */
                id: string;
                /** @description waiting | delivered | failed */
                state: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Deployment: {
            items: {
                /** Format: date-time */
                created_at: string;
                created_by: components["schemas"]["PersonRef"];
                /** @description Paths inside the bundle. */
                files: string[];
                /** Format: uuid */
                id: string;
                name: string;
                processes: components["schemas"]["ProcessRef"][];
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_DespatchSummary: {
            items: {
                approver?: components["schemas"]["PersonRef"] | null;
                author?: components["schemas"]["PersonRef"] | null;
                certified: boolean;
                /** Format: date-time */
                created_at: string;
                delivered: number;
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                instance?: string | null;
                /** @description Key of the mailbox it leaves from. */
                mailbox: string;
                /**
                 * Format: uuid
                 * @description The mailing it is a part of.
                 */
                mailing?: string | null;
                /** @description pending | all_delivered | partial | some_failed | all_failed | not_accepted | external_only */
                outcome: string;
                recipients: string[];
                /** @description queued | submitting | submitted | unknown | rejected | accepted | not_accepted */
                state: string;
                subject: string;
                /** Format: date-time */
                submitted_at?: string | null;
                total: number;
                /** @description Withheld by an act: that it left is all that is shown. */
                withheld: boolean;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_DraftItem: {
            items: {
                name: string;
                /** @description Name of the first process in it, or its own. */
                title: string;
                /** Format: date-time */
                updated_at: string;
                updated_by: components["schemas"]["PersonRef"];
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_ElementForm: {
            items: {
                /** @description Where it does not run: what is expected instead. */
                expected?: string | null;
                form: string;
                group: string;
                /** @description Where it does not run: the rule that refuses it. */
                rule?: string | null;
                runs: boolean;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_ExpressionForm: {
            items: {
                example: string;
                /** @description Signature of a function, else the form as it is written. */
                form: string;
                /** @description What the example gives, as JSON text. */
                gives?: string | null;
                help: string;
                /** @description `template` (`${…}`), `rhai` or `feel`. */
                language: string;
                /** @description Why the example is refused, where it is. */
                refused?: string | null;
                /** @description Only in scripts and library functions, not in conditions and mappings. */
                script_only: boolean;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Identity: {
            items: {
                /** Format: date-time */
                closed_at?: string | null;
                closed_by?: string | null;
                /** Format: date-time */
                created_at: string;
                created_by: string;
                /** Format: uuid */
                id: string;
                /** @description What is typed to log in. */
                name: string;
                /** @description Whether one may log in by it. */
                open: boolean;
                /** Format: int64 */
                revision: number;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_ImportLine: {
            items: {
                /** @description In a preview, with whether each is a PEC. */
                addresses: components["schemas"]["ImportAddress"][];
                /** @description In a preview, of somebody doubtful: whom it may be. */
                like: components["schemas"]["ImportLike"][];
                /**
                 * Format: int64
                 * @description From 1, with the line of names.
                 */
                line: number;
                name: string;
                /** @description new | changed | same | doubtful | refused */
                outcome: string;
                /**
                 * Format: uuid
                 * @description Absent in a preview.
                 */
                party?: string | null;
                /** @description Which of those the line names, from 0; 0 but in a preview. */
                place: number;
                /** @description Why it is doubtful, refused or left; else empty. */
                reason: string;
                /** @description Once it is undone: undone | left; else empty. */
                undo: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Incident: {
            items: {
                code: string;
                /** Format: date-time */
                created_at: string;
                element?: string | null;
                element_name?: string | null;
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                instance?: string | null;
                message: string;
                phase?: string | null;
                process_key?: string | null;
                /** Format: date-time */
                resolved_at?: string | null;
                resolved_by?: components["schemas"]["PersonRef"] | null;
                /** @description open | resolved */
                state: string;
                /**
                 * Format: uuid
                 * @description Mailbox or mail it is about, when it belongs to no case.
                 */
                subject?: string | null;
                /** @description Title of the case, or address of the mailbox. */
                title?: string | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Instance: {
            items: {
                business_key?: string | null;
                /** Format: uuid */
                deployment: string;
                /** Format: date-time */
                ended_at?: string | null;
                error_code?: string | null;
                holder?: components["schemas"]["Holder"] | null;
                /** Format: uuid */
                id: string;
                /**
                 * Format: int32
                 * @description Open ones.
                 */
                incidents: number;
                office?: string | null;
                /** Format: uuid */
                parent?: string | null;
                /** @description Key of the process. */
                process: string;
                process_name: string;
                /** Format: date-time */
                started_at: string;
                state: components["schemas"]["InstanceState"];
                /**
                 * Format: date-time
                 * @description End of the legal term, where the process keeps one.
                 */
                term_at?: string | null;
                title: string;
                /** Format: int32 */
                version: number;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_LogLine: {
            items: {
                /** Format: date-time */
                at: string;
                element?: string | null;
                text: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Look: {
            items: {
                /** Format: date-time */
                at: string;
                /** Format: int64 */
                bytes: number;
                /** @description The server's own words. */
                error?: string | null;
                /** Format: uuid */
                id: string;
                /** Format: int64 */
                kept: number;
                /** @description More was waiting. */
                more: boolean;
                /**
                 * Format: date-time
                 * @description When the oldest message that was still to be read had come in.
                 */
                oldest_at?: string | null;
                /**
                 * Format: int64
                 * @description Messages that were new on the server.
                 */
                seen: number;
                /** Format: int64 */
                times: number;
                /**
                 * Format: int64
                 * @description The longest of them.
                 */
                took_milliseconds: number;
                /** Format: date-time */
                until_at: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Mailbox: {
            items: {
                address: string;
                /** @description The reader may order archives of it. */
                archives: boolean;
                /** @description Key of the area it belongs to; absent: the house's only one. */
                area?: string | null;
                certified: boolean;
                display_name: string;
                /** Format: uuid */
                id: string;
                key: string;
                /** @description The server's own words. */
                last_error?: string | null;
                /** Format: date-time */
                last_polled_at?: string | null;
                /** @description What the reader may with messages of some class here. */
                may: components["schemas"]["MailboxRight"][];
                offices: string[];
                /** Format: int64 */
                revision: number;
                /** @description Rights given one by one, empty where it goes by office and role; for administrators. */
                rights?: components["schemas"]["MailboxGrant"][] | null;
                settings?: components["schemas"]["MailboxSettings"] | null;
                starting_point: components["schemas"]["StartingPoint"];
                /** @description active | paused | failing */
                state: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_MailboxStanding: {
            items: {
                address: string;
                certified: boolean;
                /** @description Why it cannot be read, in the server's words. */
                failing?: string | null;
                /** Format: uuid */
                id: string;
                key: string;
                /**
                 * Format: date-time
                 * @description When it was looked at last; null: never.
                 */
                last_polled_at?: string | null;
                /**
                 * Format: date-time
                 * @description Since when it cannot be read, or messages wait on the server.
                 */
                since?: string | null;
                /** @description active | paused | failing */
                state: string;
                /** @description Why it could not be counted, in the server's words. */
                uncounted?: string | null;
                /** @description The gravest first; empty: nothing. */
                warnings: components["schemas"]["UpkeepWarning"][];
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_MailingRecipient: {
            items: {
                /** Format: date-time */
                accepted_at?: string | null;
                address: string;
                /** Format: date-time */
                delivered_at?: string | null;
                /** Format: uuid */
                despatch?: string | null;
                /** @description What whoever dealt with it otherwise wrote. */
                note?: string | null;
                /** @description unsent | awaited | delivered | external | failed | dealt_with */
                outlook: components["schemas"]["Outlook"];
                /** @description Number of the part it is in. */
                part: number;
                /** @description The gestore's own words. */
                reason?: string | null;
                /**
                 * Format: uuid
                 * @description The despatch that was sent to them again.
                 */
                resent?: string | null;
                state?: components["schemas"]["RecipientState"] | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_MailSummary: {
            items: {
                /**
                 * Format: date-time
                 * @description *Giunta in casella*.
                 */
                arrived_at?: string | null;
                attachments: number;
                /** @description The envelope is signed by a gestore that is trusted. */
                certified: boolean;
                /** Format: uuid */
                despatch?: string | null;
                /**
                 * Format: date-time
                 * @description *Scaricata*.
                 */
                fetched_at: string;
                from: string;
                from_name: string;
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                instance?: string | null;
                /** @description transport | receipt | anomaly | ordinary | quarantined */
                kind: string;
                /** @description Key of the mailbox. */
                mailbox: string;
                /**
                 * Format: date-time
                 * @description *Inviata*: certified, from the daticert.
                 */
                sent_at?: string | null;
                /** @description new | archive | case | receipt | orphan | inbox | sorted | duplicate | quarantined */
                state: string;
                subject: string;
                verdict?: components["schemas"]["VerdictStatus"] | null;
                /** @description Withheld by act: that it exists is all that is shown. */
                withheld: boolean;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Note: {
            items: {
                /** Format: date-time */
                at: string;
                author: components["schemas"]["PersonRef"];
                /** Format: uuid */
                id: string;
                text: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Office: {
            items: {
                /** @description Key of the area it belongs to; absent: the house's only one. */
                area?: string | null;
                deputy?: string | null;
                /** @description Logins. */
                head?: string | null;
                /** Format: uuid */
                id: string;
                key: string;
                name: string;
                /** @description Key of the office above. */
                parent?: string | null;
                /** Format: int64 */
                revision: number;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_PartySource: {
            items: {
                /**
                 * Format: int64
                 * @description Open contacts that were read there last.
                 */
                count: number;
                source: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_PartySummary: {
            items: {
                /** @description PEC first. */
                addresses: components["schemas"]["PartyAddress"][];
                body?: components["schemas"]["PartyRef"] | null;
                /** @description One of its addresses is said to be a PEC mailbox. */
                certified: boolean;
                /** Format: date-time */
                checked_at: string;
                /** Format: uuid */
                id: string;
                /** @description Code of the IPA; empty when not known. */
                ipa_code: string;
                /** @description body | company | person */
                kind: string;
                name: string;
                old: boolean;
                /** @description What somebody is there. */
                position: string;
                /** @description Where it was read last; `manual`: typed by somebody. */
                source: string;
                /** @description open | closed | merged */
                state: string;
                /** @description Codice fiscale or partita IVA; empty when not known. */
                tax_code: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_PasswordLink: {
            items: {
                /** Format: date-time */
                closed_at?: string | null;
                closed_by?: string | null;
                /** Format: date-time */
                created_at: string;
                created_by: string;
                /** Format: date-time */
                expires_at: string;
                /** Format: uuid */
                id: string;
                /** @description open | used | revoked | expired */
                state: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Person: {
            items: {
                active: boolean;
                email?: string | null;
                /** Format: uuid */
                id: string;
                language: string;
                login: string;
                name: string;
                /** Format: int64 */
                revision: number;
                roles: components["schemas"]["RoleShown"][];
                /** @description Codice fiscale; for administrators only. */
                tax_code?: string | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_PersonImport: {
            items: {
                /** Format: int32 */
                changed: number;
                created: number;
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                imported_at: string;
                imported_by: string;
                /** Format: int32 */
                refused: number;
                /** @description Name of the file. */
                source: string;
                /** Format: date-time */
                undone_at?: string | null;
                undone_by?: string | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_PersonLine: {
            items: {
                /** @description Of a changed one: name, email, tax_code, roles. */
                changes: string[];
                /** @description From 1, with the line of names. */
                line: number;
                login: string;
                name: string;
                /** @description Of a refused one, in the reader's language. */
                reason?: string | null;
                /** @description new | changed | same | refused */
                state: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Process: {
            items: {
                /** Format: uuid */
                deployment: string;
                /** @description A draft of its bundle exists. */
                draft: boolean;
                /** Format: uuid */
                id: string;
                instances: components["schemas"]["InstanceCounts"];
                key: string;
                name: string;
                /** Format: int32 */
                version: number;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_ProviderShown: {
            items: {
                /** @description Changed or added by an administrator. */
                changed: boolean;
                /** @description Not offered. */
                hidden: boolean;
                key: string;
                name: string;
                /** @description One of the house's. */
                of_the_house: boolean;
                settings: components["schemas"]["ProviderSettings"];
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Recipient: {
            items: {
                address: string;
                /** @description A PEC box, ordinary mail, or nobody knows yet. */
                channel: components["schemas"]["Channel"];
                /**
                 * Format: date-time
                 * @description Legal time of the last certified delivery.
                 */
                delivered_at?: string | null;
                /** @description As the address book names whoever has it. */
                name?: string | null;
                /** @description That was so long ago that it is to be checked again before a notification. */
                old: boolean;
                /** @description Where the address book has it from. */
                source?: string | null;
                /** Format: date-time */
                source_at?: string | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Removal: {
            items: {
                /** @description withhold | dispose */
                act: string;
                /** Format: date-time */
                asked_at: string;
                asked_by: components["schemas"]["PersonRef"];
                /** Format: date-time */
                decided_at?: string | null;
                decided_by?: components["schemas"]["PersonRef"] | null;
                /** Format: uuid */
                id: string;
                /** @description mail | despatch | registration | receipt | trace */
                kind: string;
                /** Format: uuid */
                object: string;
                reason: string;
                reference: string;
                /** @description open | done | withdrawn */
                state: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_RemovalTrace: {
            items: {
                /** @description withhold | dispose */
                act: string;
                asked_by: components["schemas"]["PersonRef"];
                /** Format: date-time */
                at: string;
                confirmed_by: components["schemas"]["PersonRef"];
                /** @description The act that ordered it. */
                reference: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_RestDay: {
            items: {
                /** Format: date */
                day: string;
                /** @description Why, in the reader's language. */
                name: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Rule: {
            items: {
                code: string;
                /** @description What was expected. */
                explanation: string;
                /** @description What to do. */
                fix: string;
                /** @description What the rule is about: flows, events, forms, … */
                group: string;
                /** @description The page of the rule, as Markdown. */
                page: string;
                severity: components["schemas"]["Severity"];
                /** @description What is wrong; `…` stands for what a finding names. */
                title: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_SuggestedDespatch: {
            items: {
                /** @description reference | recipient | subject | time: what speaks for it, the strongest first. */
                because: string[];
                /** Format: date-time */
                created_at: string;
                /** Format: uuid */
                id: string;
                recipients: string[];
                subject: string;
                /** Format: date-time */
                submitted_at?: string | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Task: {
            items: {
                /** @description Variable with the message to approve. */
                approves?: string | null;
                assignee?: components["schemas"]["PersonRef"] | null;
                candidate_groups: string[];
                /** Format: date-time */
                created_at: string;
                /** @description Variable the person writes a message into. */
                drafts?: string | null;
                /** Format: date-time */
                due_at?: string | null;
                element: string;
                /** Format: date-time */
                ended_at?: string | null;
                ended_by?: components["schemas"]["PersonRef"] | null;
                /** Format: date-time */
                follow_up_at?: string | null;
                form?: string | null;
                /**
                 * Format: date-time
                 * @description Since when the assignee holds it.
                 */
                held_since?: string | null;
                /** Format: uuid */
                id: string;
                in_place_of?: components["schemas"]["InPlaceOf"] | null;
                /** Format: uuid */
                instance: string;
                mail?: components["schemas"]["TaskMail"] | null;
                /** @description Name of the task in the process. */
                name: string;
                /** @description Key of the case's office, by whose calendar it works. */
                office?: string | null;
                /** Format: int32 */
                priority: number;
                process_key: string;
                process_name: string;
                /** Format: int64 */
                revision: number;
                /** @description Variable with the document to be signed. */
                signs?: string | null;
                /** @description open | completed | cancelled */
                state: string;
                /**
                 * Format: date-time
                 * @description End of the legal term of the case, where the process keeps one.
                 */
                term_at?: string | null;
                /** @description Title of the case. */
                title: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Token: {
            items: {
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                expires_at?: string | null;
                /** @description Names it when it is taken away; it opens nothing. */
                id: string;
                name: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_TraceEntry: {
            items: {
                /** Format: date-time */
                at: string;
                by?: components["schemas"]["PersonRef"] | null;
                element?: string | null;
                element_name?: string | null;
                kind: string;
                /** Format: int64 */
                seq: number;
                text?: string | null;
                value?: unknown;
                variable?: string | null;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_UnansweredMail: {
            items: {
                /**
                 * Format: int64
                 * @description Whole days since then, by the office's clock.
                 */
                age_days: number;
                /**
                 * Format: date-time
                 * @description When it came; its age counts from here.
                 */
                arrived_at: string;
                from: string;
                from_name: string;
                /**
                 * Format: date-time
                 * @description Since when they hold it.
                 */
                held_since?: string | null;
                holder?: components["schemas"]["PersonRef"] | null;
                /** Format: uuid */
                instance?: string | null;
                /** @description transport | anomaly | ordinary | quarantined */
                kind: string;
                /** Format: uuid */
                mail: string;
                /** @description Key of the mailbox. */
                mailbox: string;
                office?: string | null;
                /** Format: date-time */
                seen_at?: string | null;
                seen_by?: components["schemas"]["PersonRef"] | null;
                /** @description to_sort (nobody has sorted it) | going (its case is under way) | ended (its case is over) */
                state: string;
                subject: string;
                verdict?: components["schemas"]["VerdictStatus"] | null;
                withheld: boolean;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_VariableWritten: {
            items: {
                /** Format: date-time */
                at: string;
                by?: components["schemas"]["PersonRef"] | null;
                name: string;
                /**
                 * Format: int64
                 * @description Number of the step.
                 */
                seq: number;
                value: unknown;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Version: {
            items: {
                /** Format: date-time */
                created_at: string;
                /** Format: uuid */
                deployment: string;
                /** Format: uuid */
                id: string;
                key: string;
                name: string;
                /** Format: int32 */
                version: number;
            }[];
            next_cursor?: string | null;
        };
        /** @description Part of a list; `next_cursor` leads to the next part. */
        List_Webhook: {
            items: {
                /** Format: date-time */
                created_at: string;
                created_by: string;
                /** @description Names of events, or `*`. */
                events: string[];
                /** Format: uuid */
                id: string;
                name: string;
                /** @description `whsec_…`; only in the answer that registers it. */
                secret?: string | null;
                /** @description active | paused */
                state: string;
                url: string;
            }[];
            next_cursor?: string | null;
        };
        /** @description How a list of recipients differs from an earlier one. */
        ListChangeShown: {
            /** @description How many are only in the list as it is, and the first of them. */
            added: number;
            added_first: string[];
            /** @description Addresses in the earlier list; 0: it had none. */
            before: number;
            /** @description Addresses in the list as it is. */
            now: number;
            /** @description False: one of the two is no longer kept as it was, so that nobody can tell who was added or removed. */
            readable: boolean;
            /** @description How many are only in the earlier list, and the first of them. */
            removed: number;
            removed_first: string[];
        };
        /** @description A line written by `log(text)` in a script. */
        LogLine: {
            /** Format: date-time */
            at: string;
            element?: string | null;
            text: string;
        };
        /** @description One look at a mailbox, or several in a row that found nothing or met the same error. */
        Look: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            bytes: number;
            /** @description The server's own words. */
            error?: string | null;
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            kept: number;
            /** @description More was waiting. */
            more: boolean;
            /**
             * Format: date-time
             * @description When the oldest message that was still to be read had come in.
             */
            oldest_at?: string | null;
            /**
             * Format: int64
             * @description Messages that were new on the server.
             */
            seen: number;
            /** Format: int64 */
            times: number;
            /**
             * Format: int64
             * @description The longest of them.
             */
            took_milliseconds: number;
            /** Format: date-time */
            until_at: string;
        };
        /** @description The id of what was made. */
        Made: {
            /** Format: uuid */
            id: string;
        };
        /** @description A part a person can open. `path` leads to it from the raw mail: child indices, outermost first. */
        MailAttachment: {
            media_type: string;
            /** @description Base name only: no folder, no control characters; never empty. */
            name: string;
            path: number[];
            /** @description Hex SHA-256 of the decoded bytes. */
            sha256: string;
            /**
             * Format: uint64
             * @description Decoded size in bytes.
             */
            size: number;
        };
        /** @description The body to show in a frame without scripts. */
        MailBody: {
            /** @description Made harmless on the server; absent when the mail has none, or one too large to show. */
            html?: string | null;
            /** @description Pictures of other servers that were left out. */
            remote_images: number;
            text: string;
        };
        Mailbox: {
            address: string;
            /** @description The reader may order archives of it. */
            archives: boolean;
            /** @description Key of the area it belongs to; absent: the house's only one. */
            area?: string | null;
            certified: boolean;
            display_name: string;
            /** Format: uuid */
            id: string;
            key: string;
            /** @description The server's own words. */
            last_error?: string | null;
            /** Format: date-time */
            last_polled_at?: string | null;
            /** @description What the reader may with messages of some class here. */
            may: components["schemas"]["MailboxRight"][];
            offices: string[];
            /** Format: int64 */
            revision: number;
            /** @description Rights given one by one, empty where it goes by office and role; for administrators. */
            rights?: components["schemas"]["MailboxGrant"][] | null;
            settings?: components["schemas"]["MailboxSettings"] | null;
            starting_point: components["schemas"]["StartingPoint"];
            /** @description active | paused | failing */
            state: string;
        };
        /** @description What an admin may change later; the starting point and the address stay. */
        MailboxChange: {
            /** @description Key of the area it belongs to; empty takes it away. */
            area?: string | null;
            display_name?: string | null;
            oauth?: components["schemas"]["MailboxOAuthSecrets"] | null;
            offices?: string[] | null;
            password?: string | null;
            settings?: components["schemas"]["MailboxSettings"] | null;
            smtp_password?: string | null;
            /** @description active | paused */
            state?: string | null;
        };
        /** @description One check of a mailbox. */
        MailboxCheck: {
            /** @description token | dns | tls | login | folders | count | smtp */
            check: string;
            ok: boolean;
            /** @description What is wrong; what a server said stays in its words. */
            said?: string | null;
            /** Format: int64 */
            took_milliseconds: number;
        };
        /** @description Rights given to somebody. */
        MailboxGrant: {
            /**
             * @description For which classes; empty: for all.
             * @default []
             */
            classes?: components["schemas"]["MessageClass"][];
            /** @description The last day on which they hold; absent: without an end. */
            last_day?: string | null;
            rights: components["schemas"]["MailboxRight"][];
            /** @description `ufficio:<key>`, `responsabile:<key>`, `ruolo:<role>` or `persona:<login>`. */
            to: string;
        };
        /** @description What a provider takes. Above it a certified message leaves in parts. */
        MailboxLimits: {
            /**
             * Format: uint64
             * @description Bytes of a message times its recipients.
             * @default 30000000
             */
            bytes?: number;
            /**
             * Format: uint32
             * @description The same in a day.
             */
            per_day?: number | null;
            /**
             * Format: uint32
             * @description Messages of the mailbox that leave in an hour, parts or not; None: as many as there are.
             */
            per_hour?: number | null;
            /**
             * Format: uint32
             * @description Parts of a message that leave in a minute.
             * @default 30
             */
            per_minute?: number;
            /**
             * Format: uint32
             * @description Recipients of one message.
             * @default 50
             */
            recipients?: number;
        };
        /** @description OAuth2 at the provider (RFC 6749); its secrets are kept apart, sealed. Reading and sending log in by XOAUTH2. */
        MailboxOAuth: {
            client_id: string;
            /**
             * @description Empty: that of the refresh token.
             * @default
             */
            scope?: string;
            /** @description `https://…`: where access tokens are asked for. */
            token_endpoint: string;
        };
        /** @description The secrets of OAuth2, written and never shown. */
        MailboxOAuthSecrets: {
            /**
             * @description Empty where the provider gave none.
             * @default
             */
            client_secret?: string;
            refresh_token: string;
        };
        MailboxRef: {
            address: string;
            display_name: string;
            key: string;
        };
        /** @description One page about a mailbox. */
        MailboxReportShown: {
            address: string;
            /**
             * @description Messages that mails in the sent folder answer, sent by other programs; null: no such folder is set, or it could
             *     not be read.
             */
            answered_elsewhere?: number | null;
            certified: boolean;
            counts: components["schemas"]["ReportCount"][];
            display_name: string;
            /** @description The same message lies in another mailbox of the house. */
            elsewhere: components["schemas"]["ReportPart"];
            /**
             * Format: int64
             * @description Messages that left from it, through this program.
             */
            left: number;
            /** Format: date-time */
            made_at: string;
            receipts_missing: number;
            receipts_missing_of: components["schemas"]["ReportReceipt"][];
            /** @description Why the sent folder could not be read. */
            sent_error?: string | null;
            /** @description What somebody wrote and nobody answered, from here or as the sent folder tells. */
            unanswered: components["schemas"]["ReportPart"];
        };
        MailboxRight: "view" | "reply" | "forward" | "send" | "register" | "sort";
        /** @description Connection settings as stored; secrets are kept apart, sealed. */
        MailboxSettings: {
            /**
             * @default {
             *       "do": "nothing"
             *     }
             */
            disposition?: components["schemas"]["Disposition"];
            /**
             * @default {
             *       "bytes": 30000000,
             *       "per_minute": 30,
             *       "recipients": 50
             *     }
             */
            limits?: components["schemas"]["MailboxLimits"];
            /** @description How it logs in with OAuth2; None: with passwords. */
            oauth?: components["schemas"]["MailboxOAuth"] | null;
            /** @default null */
            smtp?: components["schemas"]["SmtpSettings"] | null;
            source: components["schemas"]["MailboxSource"];
            /** @default {} */
            writing?: components["schemas"]["MailboxWriting"];
        };
        MailboxSource: {
            /** @default null */
            ca_pem?: string | null;
            /** @default INBOX */
            folder?: string;
            host: string;
            /** @constant */
            kind: "imap";
            /** Format: uint16 */
            port: number;
            security: components["schemas"]["Security"];
            /** @default null */
            sent_folder?: string | null;
            user: string;
        } | {
            /** @constant */
            kind: "maildir";
            path: string;
        };
        /** @description A mailbox, with what somebody must see to. */
        MailboxStanding: {
            address: string;
            certified: boolean;
            /** @description Why it cannot be read, in the server's words. */
            failing?: string | null;
            /** Format: uuid */
            id: string;
            key: string;
            /**
             * Format: date-time
             * @description When it was looked at last; null: never.
             */
            last_polled_at?: string | null;
            /**
             * Format: date-time
             * @description Since when it cannot be read, or messages wait on the server.
             */
            since?: string | null;
            /** @description active | paused | failing */
            state: string;
            /** @description Why it could not be counted, in the server's words. */
            uncounted?: string | null;
            /** @description The gravest first; empty: nothing. */
            warnings: components["schemas"]["UpkeepWarning"][];
        };
        /** @description What came of trying a mailbox: what follows a check that failed was not looked at. */
        MailboxTried: {
            checks: components["schemas"]["MailboxCheck"][];
            ok: boolean;
            /** @description What lies in the folder, where it could be counted. */
            per_year: {
                [key: string]: number;
            };
            /** Format: int64 */
            total?: number | null;
        };
        /** @description How messages that leave from a mailbox are written. */
        MailboxWriting: {
            /** @description What the mailbox answers by itself to a person's first message; None: nothing. */
            automatic?: components["schemas"]["AutomaticSettings"] | null;
            /**
             * @description Stands under them; may name `{{ nome }}`, `{{ ufficio }}`, `{{ casella }}` and `{{ indirizzo }}`. None: name, office
             *     and box on a line each.
             */
            signature?: string | null;
        };
        /** @description A mail with everything recognised in it. */
        MailDetail: components["schemas"]["MailSummary"] & {
            arrival?: components["schemas"]["Arrival"] | null;
            /** @description The reader may pass it on to somebody outside. */
            may_forward: boolean;
            /**
             * Format: uuid
             * @description An earlier mail with the same bytes or Message-ID.
             */
            same_as?: string | null;
            /** Format: int64 */
            size: number;
            suap?: components["schemas"]["SuapShown"] | null;
            tags: string[];
            /** @description The same message in other boxes of ours: each has a work item of its own. */
            twins: components["schemas"]["TwinShown"][];
        };
        /** @description A part of it. */
        MailingPart: {
            delivered: number;
            /**
             * Format: uuid
             * @description Once it was made.
             */
            despatch?: string | null;
            /**
             * Format: date-time
             * @description While it waits.
             */
            due_at?: string | null;
            failed: number;
            last_error?: string | null;
            /** @description From 1. */
            number: number;
            recipients: number;
            /** @description waiting | leaving | sent | uncertain | halted | failed */
            state: string;
            /** Format: date-time */
            submitted_at?: string | null;
        };
        /** @description One recipient of a mailing. */
        MailingRecipient: {
            /** Format: date-time */
            accepted_at?: string | null;
            address: string;
            /** Format: date-time */
            delivered_at?: string | null;
            /** Format: uuid */
            despatch?: string | null;
            /** @description What whoever dealt with it otherwise wrote. */
            note?: string | null;
            /** @description unsent | awaited | delivered | external | failed | dealt_with */
            outlook: components["schemas"]["Outlook"];
            /** @description Number of the part it is in. */
            part: number;
            /** @description The gestore's own words. */
            reason?: string | null;
            /**
             * Format: uuid
             * @description The despatch that was sent to them again.
             */
            resent?: string | null;
            state?: components["schemas"]["RecipientState"] | null;
        };
        /** @description A message that leaves in parts, how far it is. Every recipient is in one of the six counts. */
        MailingShown: {
            author?: components["schemas"]["PersonRef"] | null;
            awaited: number;
            /** Format: date-time */
            created_at: string;
            /** @description Not reached, and somebody sent again or said how else. */
            dealt_with: number;
            delivered: number;
            /** @description Accepted for mailboxes whose delivery cannot be certified. */
            external: number;
            /** @description Not reached, and nobody has dealt with it. */
            failed: number;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            instance: string;
            /** @description Key of the mailbox it leaves from. */
            mailbox: string;
            /** @description The reader may halt and resume it. */
            may_steer: boolean;
            /**
             * Format: date-time
             * @description When the last part is due to leave, at the pace of the mailbox.
             */
            paced_until: string;
            /**
             * @description In order. Where each recipient gets a message of their own only those that are `uncertain` or `failed`: the others
             *     are lines of the recipients.
             */
            parts: components["schemas"]["MailingPart"][];
            /** @description Parts a server has, or may have. */
            parts_left: number;
            parts_total: number;
            /**
             * Format: int64
             * @description Bytes its receipts will take in the mailbox, about.
             */
            quota_bytes: number;
            /** @description completa | breve | sintetica; null: from an ordinary mailbox. */
            receipt?: string | null;
            /** Format: int64 */
            recipients: number;
            /** @description Each recipient gets a message of their own and sees no other. */
            separately: boolean;
            /** @description open | halted | ended */
            state: string;
            subject: string;
            /**
             * Format: uuid
             * @description The task of those who were not reached, while it is open.
             */
            task?: string | null;
            unsent: number;
        };
        /** @description What a mail is, by exact header value (RFC 6109 App. A), never by subject. */
        MailKind: {
            /** @constant */
            kind: "transport";
        } | {
            /** @constant */
            kind: "receipt";
            receipt: components["schemas"]["ReceiptKind"];
        } | {
            /** @constant */
            kind: "anomaly";
        } | {
            /** @constant */
            kind: "ordinary";
        };
        MailsBulkAsked: {
            /**
             * @description What is done to many mails.
             * @enum {string}
             */
            act: "start" | "link" | "archive";
            /** @description At most 100. */
            ids: string[];
            /** Format: uuid */
            instance?: string;
            office?: string;
            process?: string;
            reason?: string;
        };
        MailStartAsked: {
            /** @description Key of the office the first task goes to (*per competenza*); without: as the process says. */
            office?: string | null;
            /** @description Key of the process. */
            process: string;
        };
        /** @description A mail in a list. */
        MailSummary: {
            /**
             * Format: date-time
             * @description *Giunta in casella*.
             */
            arrived_at?: string | null;
            attachments: number;
            /** @description The envelope is signed by a gestore that is trusted. */
            certified: boolean;
            /** Format: uuid */
            despatch?: string | null;
            /**
             * Format: date-time
             * @description *Scaricata*.
             */
            fetched_at: string;
            from: string;
            from_name: string;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            instance?: string | null;
            /** @description transport | receipt | anomaly | ordinary | quarantined */
            kind: string;
            /** @description Key of the mailbox. */
            mailbox: string;
            /**
             * Format: date-time
             * @description *Inviata*: certified, from the daticert.
             */
            sent_at?: string | null;
            /** @description new | archive | case | receipt | orphan | inbox | sorted | duplicate | quarantined */
            state: string;
            subject: string;
            verdict?: components["schemas"]["VerdictStatus"] | null;
            /** @description Withheld by act: that it exists is all that is shown. */
            withheld: boolean;
        };
        /** @description How a part of the receipt answers to a part that left. */
        Matched: "bytes" | "content" | "hash_encoded" | "hash_encoded_with_line_end" | "hash_decoded" | "differs" | "missing" | "added";
        /** @description What the person may do with the task now. */
        May: {
            ask_opinion: boolean;
            assign: boolean;
            claim: boolean;
            complete: boolean;
            distribute: boolean;
            release: boolean;
            snooze: boolean;
        };
        /** @description What the person may do about the answer now. */
        MayReply: {
            ask: boolean;
            take: boolean;
            take_over: boolean;
        };
        MergeAsked: {
            /**
             * Format: uuid
             * @description The contact that becomes part of this one.
             */
            other?: string;
        };
        MessageAsked: {
            correlation_key?: string | null;
            /** @description A repeat with the same id changes nothing. */
            message_id?: string | null;
            name: string;
            /**
             * Format: int64
             * @description 0: not kept when nobody waits.
             */
            ttl_seconds?: number;
            variables?: {
                [key: string]: unknown;
            };
        };
        /** @description What sort of message a right is given for. */
        MessageClass: "certified" | "ordinary" | "receipt" | "quarantined" | "sent";
        /** @description The exact message an approval lets out. */
        MessageToApprove: {
            /** @description What was decided about all versions, oldest first. */
            approvals: components["schemas"]["ApprovalShown"][];
            attachments: components["schemas"]["FileShown"][];
            author: components["schemas"]["PersonRef"];
            body: string;
            cc: string[];
            changed_since_last_approval: boolean;
            from: string;
            /** @description To be sent back as `draft_hash`. */
            hash: string;
            mailbox: components["schemas"]["MailboxRef"];
            /** @description completa | breve | sintetica, where its writer chose. */
            receipt?: string | null;
            /** @description Each recipient gets a message of their own and sees no other. */
            separately: boolean;
            subject: string;
            to: string[];
            /** @description What the process declares that it may add as the message leaves. */
            to_be_added: components["schemas"]["ToBeAdded"][];
            to_list?: components["schemas"]["RecipientList"] | null;
            /**
             * Format: int64
             * @description How many times it was handed over.
             */
            version: number;
        };
        /** @description Versions of the message a task drafts or approves. */
        MessageVersions: {
            /** @description Oldest first. */
            items: components["schemas"]["VersionShown"][];
        };
        MigrateAsked: {
            plan?: components["schemas"]["PlanShown"] | null;
            /**
             * Format: uuid
             * @description Id of the version to go to.
             */
            process: string;
        };
        /** @description A step of the process that was completed, for a glance. */
        MilestoneShown: {
            /** Format: date-time */
            at?: string | null;
            name: string;
        };
        /** @description A message on the server that should have been kept and was not. */
        MissingMail: {
            /** Format: date-time */
            arrived_at?: string | null;
            /** Format: int64 */
            uid: number;
        };
        ModifyAsked: {
            /** @description All or none; what begins is begun before anything is taken back. */
            changes: components["schemas"]["ChangeAsked"][];
        };
        /** @description A move that was done, or would be. */
        MovedShown: {
            dry_run: boolean;
            /** @description What happened on the way, in order. */
            events: components["schemas"]["EventShown"][];
            /** Format: uuid */
            id: string;
            /** @description After a trial: as it is now. */
            state: string;
            /** @description Where the case stands after it. */
            tokens: components["schemas"]["TokenShown"][];
        };
        NewMailbox: {
            address: string;
            /**
             * @description Key of the area it belongs to; empty: the house's only one.
             * @default
             */
            area?: string;
            certified: boolean;
            /** @default  */
            display_name?: string;
            key: string;
            /** @default null */
            oauth?: components["schemas"]["MailboxOAuthSecrets"] | null;
            /** @default [] */
            offices?: string[];
            /** @default  */
            password?: string;
            settings: components["schemas"]["MailboxSettings"];
            /** @default null */
            smtp_password?: string | null;
            /**
             * @default {
             *       "kind": "now"
             *     }
             */
            starting_point?: components["schemas"]["StartingPoint"];
        };
        /** @description What an administrator writes. */
        NewProvider: {
            /** @default false */
            hidden?: boolean;
            name: string;
            settings: components["schemas"]["ProviderSettings"];
        };
        /** @description What is asked of the next task. */
        NextAsked: {
            /** @description Key of an area: a task of its offices. */
            area?: string | null;
            /**
             * @description Which tasks: `mine` held by me; `groups` offered to me or my groups; `sort` offered to nobody in
             *     particular; `approve` to approve, `sign` to be signed, held or offered; `all` that I may look at.
             * @enum {string}
             */
            filter?: "mine" | "groups" | "sort" | "later" | "approve" | "sign" | "unclaimed" | "all";
        };
        /** @description The gestore refused the whole message. */
        NotAccepted: {
            /** Format: date-time */
            at: string;
            reason?: string | null;
            virus: boolean;
        };
        Note: {
            /** Format: date-time */
            at: string;
            author: components["schemas"]["PersonRef"];
            /** Format: uuid */
            id: string;
            text: string;
        };
        NoteAsked: {
            text: string;
        };
        Notice: {
            /** Format: date-time */
            created_at: string;
            /** @description The group it went to; absent when it went to the reader by name. */
            group?: string | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The case it is about.
             */
            instance: string;
            /**
             * Format: date-time
             * @description When the reader read it.
             */
            read_at?: string | null;
            /** @description In the reader's language. */
            text: string;
            title: string;
        };
        Notices: {
            items: components["schemas"]["Notice"][];
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description Of all, counted up to 100.
             */
            unread: number;
        };
        Office: {
            /** @description Key of the area it belongs to; absent: the house's only one. */
            area?: string | null;
            deputy?: string | null;
            /** @description Logins. */
            head?: string | null;
            /** Format: uuid */
            id: string;
            key: string;
            name: string;
            /** @description Key of the office above. */
            parent?: string | null;
            /** Format: int64 */
            revision: number;
        };
        /** @description Absent leaves as it is; empty text takes away. */
        OfficeAsked: {
            /** @description Key of the area it belongs to. */
            area?: string | null;
            deputy?: string | null;
            head?: string | null;
            /** @description Only when it is made; e.g. `tributi`. */
            key?: string | null;
            name?: string | null;
            parent?: string | null;
        };
        OfficeLed: {
            /** @description False: the deputy. */
            head: boolean;
            key: string;
            name: string;
        };
        /** @description A process that a case may be opened of from a mail. */
        OpeningShown: {
            key: string;
            name: string;
        };
        /** @description What stopped the opening. */
        OpenRemark: "not_a_container" | "detached_signature" | "too_deep" | "damaged_archive" | "many_entries" | "unreadable_invoice";
        OpinionAsked: {
            login: string;
            question: string;
        };
        /** @description A colleague's opinion, asked for or given. */
        OpinionShown: {
            /** Format: date-time */
            answered_at?: string | null;
            /** Format: date-time */
            asked_at: string;
            /** Format: uuid */
            id: string;
            of: components["schemas"]["PersonRef"];
            opinion?: string | null;
            question: string;
        };
        /** @description The message a person writes, before it has a Message-ID. */
        Outgoing: {
            /** @default [] */
            attachments?: components["schemas"]["OutgoingFile"][];
            /** @description Set by the server when the draft is handed over. */
            author?: string | null;
            /** @description In whose place the author wrote; set with it. */
            author_for?: components["schemas"]["Behalf"] | null;
            /** @description Nobody wrote it. Never of a message that a person hands over. */
            automatic?: boolean;
            /** @default  */
            body?: string;
            /** @default [] */
            cc?: string[];
            /** @description Set by the server when the draft is handed over: it leaves from a PEC box. */
            certified?: boolean | null;
            hash?: string | null;
            in_reply_to?: unknown;
            /**
             * Format: date-time
             * @description Set by the server when the draft is handed over: it leaves no earlier than this.
             */
            leaves_at?: string | null;
            /**
             * @description Key of the mailbox it leaves from.
             * @default
             */
            mailbox?: string;
            /** @description completa | breve | sintetica: the delivery receipt asked for; None: as the process says, brief when it leaves in parts. */
            receipt?: string | null;
            /**
             * Format: date-time
             * @description When its writer wants it to leave; None: at once.
             */
            send_at?: string | null;
            /** @description Each recipient gets a message of their own and sees no other. */
            separately?: boolean;
            /** @default  */
            subject?: string;
            /** @default [] */
            to?: string[];
            /** @description A list of further recipients, kept as a document: the message leaves in parts. */
            to_list?: components["schemas"]["RecipientList"] | null;
        };
        OutgoingFile: {
            media_type: string;
            name: string;
            /** @description `{"$ref":"document","id":"…"}`, or the id alone as pages write it. */
            ref: unknown;
            /** Format: uint64 */
            size: number;
        };
        /** @description Where a recipient stands, in one word: every recipient is in exactly one. */
        Outlook: "delivered" | "unsent" | "awaited" | "external" | "failed" | "dealt_with";
        /** @description Each figure counts what the reader may see, up to 1,000. */
        Overview: {
            mails_today: number;
            open_incidents: number;
            open_tasks: number;
            overdue: number;
            undelivered: number;
        };
        /** @description A part of the application and the roles that open it. */
        PartShown: {
            permission: components["schemas"]["Permission"];
            roles: string[];
        };
        /** @description An address of somebody. */
        PartyAddress: {
            address: string;
            /** @description It is said to be a PEC mailbox. */
            certified: boolean;
            /**
             * Format: date-time
             * @description When that said so.
             */
            checked_at: string;
            /**
             * Format: date-time
             * @description Legal time of the last delivery there.
             */
            delivered_at?: string | null;
            /** @description Checked so long ago (`check_after_days`) that it is to be checked again before a notification. */
            old: boolean;
            /** @description Where it comes from; `manual`: typed by somebody. */
            source: string;
        };
        /** @description Somebody to be written down. */
        PartyAsked: {
            addresses?: components["schemas"]["AddressAsked"][];
            /** Format: uuid */
            body?: string | null;
            ipa_code?: string;
            /** @description body | company | person */
            kind?: string;
            name?: string;
            note?: string;
            position?: string;
            tax_code?: string;
        };
        /** @description What is left out stays. */
        PartyChanged: {
            addresses?: components["schemas"]["AddressAsked"][] | null;
            /** @description The id of a body or company; empty: of none. */
            body?: string | null;
            /** @description Addresses that were looked up again just now. */
            checked?: string[];
            ipa_code?: string | null;
            kind?: string | null;
            name?: string | null;
            note?: string | null;
            position?: string | null;
            tax_code?: string | null;
        };
        /** @description A party whole. */
        PartyDetail: components["schemas"]["PartySummary"] & {
            /** Format: date-time */
            changed_at: string;
            changed_by: components["schemas"]["PersonRef"];
            /**
             * Format: int64
             * @description An address checked longer ago is old.
             */
            check_after_days: number;
            /**
             * Format: uuid
             * @description The contact this one was made part of.
             */
            merged_into?: string | null;
            note: string;
            /** @description Its parts and people, open ones, by kind and name; at most 200. */
            people: components["schemas"]["PartySummary"][];
            /** Format: int64 */
            revision: number;
        };
        /** @description A party by name. */
        PartyRef: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** @description Where contacts come from. */
        PartySource: {
            /**
             * Format: int64
             * @description Open contacts that were read there last.
             */
            count: number;
            source: string;
        };
        /** @description A body, company or person of the address book. */
        PartySummary: {
            /** @description PEC first. */
            addresses: components["schemas"]["PartyAddress"][];
            body?: components["schemas"]["PartyRef"] | null;
            /** @description One of its addresses is said to be a PEC mailbox. */
            certified: boolean;
            /** Format: date-time */
            checked_at: string;
            /** Format: uuid */
            id: string;
            /** @description Code of the IPA; empty when not known. */
            ipa_code: string;
            /** @description body | company | person */
            kind: string;
            name: string;
            old: boolean;
            /** @description What somebody is there. */
            position: string;
            /** @description Where it was read last; `manual`: typed by somebody. */
            source: string;
            /** @description open | closed | merged */
            state: string;
            /** @description Codice fiscale or partita IVA; empty when not known. */
            tax_code: string;
        };
        PasswordChange: {
            current: string;
            password: string;
        };
        /** @description A link that was made for a person; its address is not kept. */
        PasswordLink: {
            /** Format: date-time */
            closed_at?: string | null;
            closed_by?: string | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description open | used | revoked | expired */
            state: string;
        };
        PasswordLinkMade: {
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description Of the page, from the root of this server; shown this once. */
            path: string;
        };
        /** @description A password made for somebody new. */
        PasswordMade: {
            login: string;
            password: string;
        };
        /** @description By what the person now logs in. */
        PasswordSet: {
            login: string;
        };
        /** @description The feast of the patron saint, every year. */
        Patron: {
            /** Format: uint32 */
            day: number;
            /** Format: uint32 */
            month: number;
            /**
             * @description As people call it; may be empty.
             * @default
             */
            name?: string;
        };
        /** @description A signature inside a PDF. */
        PdfSignature: {
            /** @description The bytes are those that were signed with this certificate's key. */
            intact: boolean;
            issuer: string;
            /** @description Common name, or given name and surname; the whole subject where both are missing. */
            name: string;
            organisation?: string | null;
            /** @description As in a verdict: `digest_mismatch`, `unknown_issuer`, `certificate_expired`, `weak_digest` … */
            reasons: string[];
            /**
             * @description By what the file itself brings.
             * @default {
             *       "as_of": null,
             *       "revoked_at": null,
             *       "status": "not_verified"
             *     }
             */
            revocation?: components["schemas"]["Revocation"];
            serial?: string | null;
            /**
             * Format: date-time
             * @description What the signer's own computer said; see `stamp` for what is proven.
             */
            signed_at?: string | null;
            /**
             * @description The time stamp that counts, where the file has one.
             * @default null
             */
            stamp?: components["schemas"]["TimeStamp"] | null;
            /**
             * @description The certificate says of itself that it is a qualified one (ETSI EN 319 412-5, `QcCompliance`). It counts where an
             *     anchor vouches for it.
             * @default false
             */
            states_qualified?: boolean;
            /** @description Out of the subject's serial number: `TINIT-…` (EN 319 412-1 §5.1.3) or the older `IT:…`. */
            tax_code?: string | null;
            /** @description The anchor that vouches for the signer, when one does. */
            trusted_by?: string | null;
            /** Format: date-time */
            valid_from?: string | null;
            /** Format: date-time */
            valid_to?: string | null;
            /** @description It covers the file to its end; what follows a signature that does not was added later. */
            whole: boolean;
        };
        PeopleFile: {
            /** @description The bytes of the file in base64, in the place of `csv`: UTF-8 or Windows-1252, which a browser cannot tell. */
            bytes?: string | null;
            /** @description CSV with a first line of names: nome, cognome, utente, email, codice_fiscale, ufficio, ruoli, fino_al. */
            csv?: string;
            /** @description Name of the file. */
            source?: string;
            ways?: components["schemas"]["Ways"];
        };
        /** @description What an import did. */
        PeopleTaken: {
            /**
             * Format: uuid
             * @description By which it can be undone.
             */
            id: string;
            lines: components["schemas"]["PersonLine"][];
            /** @description Of those who are new, where links were asked for; shown this once. */
            links: components["schemas"]["LinkMade"][];
            /** @description Of those who are new, where passwords were asked for; shown this once. */
            passwords: components["schemas"]["PasswordMade"][];
        };
        /** @description A part of the application, as the pages name it. */
        Permission: ("tasks" | "mail" | "design" | "deploy" | "incidents" | "admin" | "supervise" | "register" | "audit") | "removals" | "contacts" | "keep_contacts";
        Person: {
            active: boolean;
            email?: string | null;
            /** Format: uuid */
            id: string;
            language: string;
            login: string;
            name: string;
            /** Format: int64 */
            revision: number;
            roles: components["schemas"]["RoleShown"][];
            /** @description Codice fiscale; for administrators only. */
            tax_code?: string | null;
        };
        PersonAdded: {
            email?: string | null;
            language?: string | null;
            login: string;
            name: string;
            /** @description Absent: the person cannot log in by password. */
            password?: string | null;
            roles?: components["schemas"]["RoleAsked"][];
            /** @description Codice fiscale. */
            tax_code?: string | null;
        };
        PersonChanged: {
            active?: boolean | null;
            email?: string | null;
            language?: string | null;
            name?: string | null;
            /** @description Of the identity named as the person is, else of the first open one. */
            password?: string | null;
            /** @description Replaces all roles. */
            roles?: components["schemas"]["RoleAsked"][] | null;
            /** @description Codice fiscale; empty takes it away. */
            tax_code?: string | null;
        };
        /** @description An import that was done. */
        PersonImport: {
            /** Format: int32 */
            changed: number;
            created: number;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            imported_at: string;
            imported_by: string;
            /** Format: int32 */
            refused: number;
            /** @description Name of the file. */
            source: string;
            /** Format: date-time */
            undone_at?: string | null;
            undone_by?: string | null;
        };
        /** @description What a line of the file amounts to. */
        PersonLine: {
            /** @description Of a changed one: name, email, tax_code, roles. */
            changes: string[];
            /** @description From 1, with the line of names. */
            line: number;
            login: string;
            name: string;
            /** @description Of a refused one, in the reader's language. */
            reason?: string | null;
            /** @description new | changed | same | refused */
            state: string;
        };
        /** @description A person as shown. */
        PersonRef: {
            in_place_of?: components["schemas"]["InPlaceOf"] | null;
            login: string;
            name: string;
        };
        /** @description How a message to many will leave, and what it costs. */
        PlannedShown: {
            parts: number;
            per_part: number;
            /** Format: int64 */
            quota_breve: number;
            /**
             * Format: int64
             * @description Bytes the receipts will take in the mailbox, about, by the receipt asked for.
             */
            quota_completa: number;
            /** Format: int64 */
            quota_sintetica: number;
            /** @description completa | breve | sintetica: as it is now; null: from an ordinary mailbox. */
            receipt?: string | null;
            recipients: number;
            /** @description Each recipient gets a message of their own and sees no other. */
            separately: boolean;
            /**
             * Format: date-time
             * @description When the last part leaves if the first does now, at the pace of the mailbox.
             */
            until: string;
        };
        /** @description What differs between two versions. Elements that are not named keep their id. */
        PlanShown: {
            /** @description Boundary events and event subprocesses that are new: armed where their activity runs. */
            arm?: string[];
            /** @description Those that are no more: closed. */
            close?: string[];
            /** @description Id in the old version → id in the new. */
            moves?: {
                [key: string]: string;
            };
            /** @description Elements whose job has another topic: made anew. */
            renew?: string[];
            /**
             * @description User tasks the new version describes otherwise: what of their open tasks changes (`name`, `assignee`,
             *     `candidate_users`, `candidate_groups`, `due_date`, `follow_up_date`, `priority`, `form`, `drafts`, `approves`).
             */
            tasks?: {
                [key: string]: string[];
            };
        };
        /** @description The body of a refusal (RFC 9457 §3), in the reader's language. */
        Problem: {
            /** @description What programs tell refusals apart by. */
            code: string;
            detail: string;
            /** @description What is wrong with which field of what was sent. */
            fields?: components["schemas"]["FieldProblem"][];
            findings?: components["schemas"]["Finding"][];
            /** Format: int32 */
            status: number;
            title: string;
            /** @description `urn:staffetta:problem:` and the code. */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The latest version of a process. */
        Process: {
            /** Format: uuid */
            deployment: string;
            /** @description A draft of its bundle exists. */
            draft: boolean;
            /** Format: uuid */
            id: string;
            instances: components["schemas"]["InstanceCounts"];
            key: string;
            name: string;
            /** Format: int32 */
            version: number;
        };
        ProcessRef: {
            /** Format: uuid */
            id: string;
            key: string;
            /** Format: int32 */
            version: number;
        };
        Profile: {
            /** @description `it` or `en`. */
            language?: string | null;
        };
        /** @description One comparison, kept with the receipt. */
        Proof: {
            /** @description In the order of the message; nested mails count as one part. */
            parts: components["schemas"]["ProofPart"][];
            /** @description Every part that left came back, itself or as its hash, and nothing else did. */
            same: boolean;
        };
        ProofPart: {
            matched: components["schemas"]["Matched"];
            media_type: string;
            /** @description File name as it left; empty for a text without one. */
            name: string;
        };
        /** @description A plan by ids, and what it leaves to a person. */
        Proposed: {
            plan: components["schemas"]["PlanShown"];
            /**
             * @description Elements of the old version without one of the same id and sort in the new: a case that stands there cannot
             *     go over until the plan moves it.
             */
            without_counterpart: string[];
        };
        /** @description A server and how it is reached. */
        ProviderServer: {
            host: string;
            /** Format: uint16 */
            port: number;
            security: components["schemas"]["Security"];
        };
        /** @description What fills the fields of a mailbox of this provider. */
        ProviderSettings: {
            /** @description Its boxes are PEC. */
            certified: boolean;
            imap: components["schemas"]["ProviderServer"];
            /**
             * @default {
             *       "bytes": 30000000,
             *       "per_minute": 30,
             *       "recipients": 50
             *     }
             */
            limits?: components["schemas"]["MailboxLimits"];
            /**
             * @description What whoever connects a box of it should know.
             * @default
             */
            note?: string;
            /** @default  */
            scope?: string;
            /**
             * @description Where it keeps what was sent by other programs; empty: unknown.
             * @default
             */
            sent_folder?: string;
            smtp: components["schemas"]["ProviderServer"];
            /**
             * @description Access tokens are asked for here; empty: passwords only.
             * @default
             */
            token_endpoint?: string;
            /** @description The user is the address; false: the provider gives another name. */
            user_is_address: boolean;
        };
        /** @description A provider and what fills the fields of a mailbox of it. */
        ProviderShown: {
            /** @description Changed or added by an administrator. */
            changed: boolean;
            /** @description Not offered. */
            hidden: boolean;
            key: string;
            name: string;
            /** @description One of the house's. */
            of_the_house: boolean;
            settings: components["schemas"]["ProviderSettings"];
        };
        PublishedShown: {
            instances: string[];
            /** @description correlated | started | buffered | none */
            outcome: string;
        };
        Rail: {
            steps: components["schemas"]["RailStep"][];
        };
        /** @enum {string} */
        RailKey: "arrived" | "routed" | "drafted" | "approved" | "receipts" | "ended";
        /** @description One step of the demonstration. */
        RailStep: {
            /** @description Logins of the demonstration whose turn it is, while the step is open; empty when it is nobody's. */
            actors: string[];
            /** Format: date-time */
            at?: string | null;
            /** Format: uuid */
            despatch?: string | null;
            done: boolean;
            /** Format: uuid */
            instance?: string | null;
            key: components["schemas"]["RailKey"];
            /** Format: uuid */
            mail?: string | null;
            /** Format: uuid */
            task?: string | null;
        };
        /** @description A list of recipients that was read and kept, and what was left out. */
        ReadListShown: {
            /** @description Addresses by what is known of them. */
            certified: number;
            /** @description Lines that repeat an address above them. */
            doubled: number;
            /** @description The first five, to be recognised. */
            first: string[];
            /** @description To be put into the message as `to_list`. */
            list: components["schemas"]["RecipientList"];
            /** @description Lines that hold no address; the first twenty are in `wrong`. */
            not_addresses: number;
            ordinary: number;
            unknown: number;
            wrong: components["schemas"]["WrongLineShown"][];
        };
        Reason: {
            reason: string;
        };
        /**
         * @description The eight notices (RFC 6109 §3); the 12 h and 24 h notices share one value on the wire.
         * @enum {string}
         */
        ReceiptKind: "accettazione" | "non-accettazione" | "presa-in-carico" | "avvenuta-consegna" | "errore-consegna" | "preavviso-errore-consegna" | "rilevazione-virus";
        /**
         * @description `X-TipoRicevuta` and `ricevuta/@tipo` (RFC 6109 §3.3.2).
         * @enum {string}
         */
        ReceiptScope: "completa" | "breve" | "sintetica";
        /** @description A receipt that came back. */
        ReceiptShown: {
            /** Format: date-time */
            at: string;
            /** @description It is verified, new, and moved the journey. */
            counted: boolean;
            /** Format: uuid */
            id: string;
            kind: string;
            /** Format: uuid */
            mail: string;
            proof?: components["schemas"]["Proof"] | null;
            recipient?: string | null;
        };
        /** @description An address, and what is known of it. */
        Recipient: {
            address: string;
            /** @description A PEC box, ordinary mail, or nobody knows yet. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description Legal time of the last certified delivery.
             */
            delivered_at?: string | null;
            /** @description As the address book names whoever has it. */
            name?: string | null;
            /** @description That was so long ago that it is to be checked again before a notification. */
            old: boolean;
            /** @description Where the address book has it from. */
            source?: string | null;
            /** Format: date-time */
            source_at?: string | null;
        };
        /** @description The list a message goes to, beside the addresses written in it. */
        RecipientList: {
            /**
             * Format: uint
             * @description Addresses in it.
             */
            count: number;
            /** @description As its file was called. */
            name: string;
            /** @description Hex SHA-256 of the list as it is kept. */
            ref: string;
        };
        /** @description Where a recipient stands. Names on the wire are those of the API. */
        RecipientState: ("delivered" | "failed" | "failed_virus" | "bounced") | "sent" | "accepted" | "accepted_external" | "delivered_late" | "delayed_12h" | "delayed_external" | "undelivered_24h" | "no_evidence" | "not_accepted";
        /**
         * @description `destinatari/@tipo`; absent means certified (RFC 6109 §4.4).
         * @enum {string}
         */
        RecipientType: "certificato" | "esterno";
        /** @description Something somebody did. */
        RecordEntry: {
            /** @description The verb, e.g. `mail.view`. */
            act: string;
            /** Format: date-time */
            at: string;
            author?: components["schemas"]["PersonRef"] | null;
            by: components["schemas"]["PersonRef"];
            /** @description The first time anybody looked at this object (*prima lettura*). */
            first: boolean;
            /** @description Hex SHA-256 of the link. */
            hash: string;
            /** @description mail | despatch | instance | task */
            kind: string;
            /** Format: uuid */
            object: string;
            /**
             * Format: int64
             * @description Number of the link in its chain.
             */
            seq: number;
            /** @description Its name in the reader's language. */
            text: string;
        };
        /** @description A part of a record, newest first. */
        RecordShown: {
            items: components["schemas"]["RecordEntry"][];
            next_cursor?: string | null;
            /** @description The case has more tasks or messages than are looked for: their acts are in the records of their own. */
            partial: boolean;
        };
        RefusedLine: {
            /** @description From 1, with the line of names. */
            line: number;
            message: string;
        };
        /** @description By what a mail was let out. */
        ReleaseShown: {
            additions: components["schemas"]["Additions"];
            approvals: components["schemas"]["ApprovalShown"][];
            /** @description Hash of the approved message; absent where the process asks for no approval. */
            approved?: string | null;
            /** @description Hex SHA-256 of the bytes that left. */
            sent: string;
        };
        /** @description Something about a message that stops it, or that its sender should have seen. */
        RemarkShown: {
            /** @description Machine-readable, e.g. `no_attachment`. */
            code: string;
            /** @description Field of the message. */
            field: string;
            message: string;
            /** @description It cannot be handed over like this. */
            stops: boolean;
        };
        /** @description A service that signs at a distance. */
        RemoteSignerShown: {
            name: string;
            /** @description Its signatures have no legal value. */
            test: boolean;
        };
        /** @description A removal asked for, and what became of it. */
        Removal: {
            /** @description withhold | dispose */
            act: string;
            /** Format: date-time */
            asked_at: string;
            asked_by: components["schemas"]["PersonRef"];
            /** Format: date-time */
            decided_at?: string | null;
            decided_by?: components["schemas"]["PersonRef"] | null;
            /** Format: uuid */
            id: string;
            /** @description mail | despatch | registration | receipt | trace */
            kind: string;
            /** Format: uuid */
            object: string;
            reason: string;
            reference: string;
            /** @description open | done | withdrawn */
            state: string;
        };
        /** @description What is to be removed, why, and which act orders it. */
        RemovalAsked: {
            /** @description withhold (stays, shown to nobody) | dispose (gone with its bytes) */
            act?: string;
            /** @description mail | despatch | registration; to dispose of also receipt | trace (the history of a case) */
            kind?: string;
            /** Format: uuid */
            object?: string;
            reason?: string;
            /** @description E.g. `Determina 12/2026`. */
            reference?: string;
        };
        /** @description What stays of a message that was withheld or disposed of. The reason is for those who decide. */
        RemovalTrace: {
            /** @description withhold | dispose */
            act: string;
            asked_by: components["schemas"]["PersonRef"];
            /** Format: date-time */
            at: string;
            confirmed_by: components["schemas"]["PersonRef"];
            /** @description The act that ordered it. */
            reference: string;
        };
        ReplyAsked: {
            /** @description What is said with it; may be empty. */
            text?: string;
        };
        /** @description How the answer of a task stands. One person writes at a time; times are the machine's. */
        ReplyShown: {
            holder?: components["schemas"]["PersonRef"] | null;
            /**
             * Format: uuid
             * @description The case it is written in or was sent from.
             */
            instance?: string | null;
            /**
             * Format: int64
             * @description How long that is from now, by the server's clock.
             */
            left_seconds: number;
            may: components["schemas"]["MayReply"];
            /** @description It was sent from another case of the same message: a second one must be taken deliberately. */
            sent_elsewhere: boolean;
            /**
             * Format: date-time
             * @description Since when they write, or when it was sent.
             */
            since?: string | null;
            /** @description free | mine | held | lapsed (who wrote gave no sign of life for too long) | sent */
            state: string;
            /**
             * Format: date-time
             * @description Until when nobody else may write, unless they give a sign of life.
             */
            until?: string | null;
            /**
             * Format: int64
             * @description When fewer are left, whoever writes is warned.
             */
            warn_seconds: number;
        };
        /** @description Messages of one kind in one state. */
        ReportCount: {
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            count: number;
            /** Format: date-time */
            first_at?: string | null;
            /** @description transport | receipt | anomaly | ordinary | quarantined */
            kind: string;
            /** Format: date-time */
            last_at?: string | null;
            /** @description new | archive | case | receipt | orphan | inbox | sorted | duplicate | quarantined */
            state: string;
        };
        Reported: {
            /** Format: uuid */
            id: string;
        };
        /** @description A message that is named in the report. */
        ReportMail: {
            /** Format: date-time */
            arrived_at: string;
            from: string;
            /** Format: uuid */
            id: string;
            subject: string;
            withheld: boolean;
        };
        /** @description How many, and the oldest of them. */
        ReportPart: {
            /** Format: int64 */
            count: number;
            oldest: components["schemas"]["ReportMail"][];
        };
        /** @description Something that left, was accepted, and is neither delivered nor refused for somebody. */
        ReportReceipt: {
            /** Format: date-time */
            accepted_at?: string | null;
            /** @description Message-ID of what left. */
            message_id: string;
            /** @description Certified recipients of whom nothing is known. */
            recipients: string[];
            subject: string;
        };
        ResolveAsked: {
            how: components["schemas"]["How"];
            reason: string;
        };
        /** @description A day on which nobody works though the week says so, or a public holiday on any day. */
        RestDay: {
            /** Format: date */
            day: string;
            /** @description Why, in the reader's language. */
            name: string;
        };
        /** @description When a resumed mailing ends. */
        Resumed: {
            /**
             * Format: date-time
             * @description When the last part is due to leave.
             */
            paced_until: string;
        };
        Retried: {
            /** Format: uuid */
            id: string;
        };
        /** @description What the file itself says of whether a signer's certificate was revoked. Nobody else is asked. */
        Revocation: {
            /**
             * Format: date-time
             * @description When who issued the certificate said so, UTC.
             */
            as_of?: string | null;
            /**
             * Format: date-time
             * @description UTC.
             */
            revoked_at?: string | null;
            status: components["schemas"]["RevocationStatus"];
        };
        /** @description Before and after are told by the time stamp where one proves a time, else by when the file came. */
        RevocationStatus: ("not_revoked" | "revoked_before" | "revoked_after") | "not_verified";
        RightsGiven: {
            /** @description All of them, in place of what was given before; empty: by office and role. */
            rights: components["schemas"]["MailboxGrant"][];
        };
        RoleAsked: {
            /** @description Key of an area, in all of whose offices it holds. */
            area?: string | null;
            /**
             * Format: date
             * @description The last day on which it holds; absent: without an end.
             */
            last_day?: string | null;
            office?: string | null;
            role: string;
        };
        RoleShown: {
            /** @description Key of an area, in all of whose offices it holds. */
            area?: string | null;
            /**
             * Format: date
             * @description The last day on which it holds, where it has an end.
             */
            last_day?: string | null;
            office?: string | null;
            role: string;
        };
        /** @description A rule by which files are judged; findings carry its code. */
        Rule: {
            code: string;
            /** @description What was expected. */
            explanation: string;
            /** @description What to do. */
            fix: string;
            /** @description What the rule is about: flows, events, forms, … */
            group: string;
            /** @description The page of the rule, as Markdown. */
            page: string;
            severity: components["schemas"]["Severity"];
            /** @description What is wrong; `…` stands for what a finding names. */
            title: string;
        };
        ScriptAsked: {
            kind: components["schemas"]["ScriptKind"];
            text: string;
        };
        ScriptChecked: {
            problems: components["schemas"]["ScriptProblem"][];
        };
        /** @enum {string} */
        ScriptKind: "condition" | "script";
        ScriptProblem: {
            /** Format: int32 */
            column: number;
            /** Format: int32 */
            line: number;
            message: string;
        };
        /**
         * @description What the files of a certified mail of the exchange system say about an electronic invoice. Who reads them judges the
         *     sender first: the form alone proves nothing.
         */
        Sdi: {
            /** @description Name of the invoice file the notice speaks of. */
            file?: string | null;
            /** @description `IdentificativoSdI`: joins the notices of one invoice. */
            identifier: string;
            /** @description Where the invoice stands among the attachments, when it came along. */
            invoice?: number[] | null;
            /** @description `MT` metadata of an invoice received; `DT`, `SE`, `RC`, `NS`, `MC`, `NE`, `AT`: a notice about one. */
            notice: string;
        };
        SdiJudgement: "EC01" | "EC02";
        /** @description One notice, of either channel: the public body's (`FPA12`) and that between companies (`FPR12`) name some roots differently. */
        SdiNotice: {
            /**
             * Format: date-time
             * @description `DataOraRicezione` or the like, with its zone.
             */
            at?: string | null;
            faults: components["schemas"]["SdiNoticeFault"][];
            /** @description `NomeFile` of the invoice it speaks of. */
            file?: string | null;
            /** @description What the public body answered (NE, EC). */
            judgement?: components["schemas"]["SdiJudgement"] | null;
            kind: components["schemas"]["SdiNoticeKind"];
            /** @description `RiferimentoFattura`: number, year and place of one invoice in the file. */
            number?: string | null;
            /** Format: uint32 */
            position?: number | null;
            /** @description `CodiceDestinatario`: the office or channel the invoice is for. */
            recipient_code?: string | null;
            /** @description `IdentificativoSdI`: what joins the notices of one file. */
            sdi: string;
            /** @description `Descrizione` or `Note`. */
            text?: string | null;
            /** Format: uint32 */
            year?: number | null;
        };
        /** @description A line of `ListaErrori`. */
        SdiNoticeFault: {
            /** @description e.g. `00200`. */
            code: string;
            text: string;
        };
        /** @description What a notice says, by the two letters in its file name. */
        SdiNoticeKind: "RC" | "NS" | "MC" | "NE" | "MT" | "EC" | "SE" | "DT" | "AT";
        Security: "tls" | "start_tls" | "plain";
        /** @description Who is logged in, and what the pages may show. */
        Session: {
            clock_test: boolean;
            /** @description To be sent as `X-CSRF-Token` with every unsafe verb. Empty for bearers, who need none. */
            csrf: string;
            demo: boolean;
            groups: string[];
            organisation: string;
            /** @description Who may open what: a page that is closed to this person names those it is open to. */
            parts: components["schemas"]["PartShown"][];
            permissions: components["schemas"]["Permission"][];
            person: components["schemas"]["SessionPerson"];
            roles: components["schemas"]["RoleShown"][];
            /** @description Absent people in whose place the person works today. */
            standing_in: components["schemas"]["PersonRef"][];
        };
        SessionPerson: {
            email?: string | null;
            /** Format: uuid */
            id: string;
            language?: string | null;
            login: string;
            name: string;
        };
        /**
         * @description Errors stop a deployment, warnings do not.
         * @enum {string}
         */
        Severity: "error" | "warning";
        SignalAsked: {
            name: string;
            variables?: {
                [key: string]: unknown;
            };
        };
        SignalledShown: {
            /** Format: uuid */
            id: string;
            /** @description Instances and start events the signal goes to. */
            targets: number;
        };
        /** @description How the document comes to be signed: one of the two. */
        SignAsked: {
            /** @description Name of an uploaded file: the document, signed (`.p7m` or PDF). */
            file?: string | null;
            remote?: components["schemas"]["SignatureFormat"] | null;
        };
        /** @description Where a signature lies. */
        SignatureFormat: "pades" | "cades";
        /** @description An approved document that came back signed, with nothing else changed. */
        Signed: {
            /**
             * @description Who had signed the document that was to be signed, where somebody had: each signs what the one before signed.
             * @default []
             */
            before?: components["schemas"]["SignedBy"][];
            /**
             * @description The signatures were put beside those of the container that was to be signed, not around it.
             * @default false
             */
            beside?: boolean;
            /** @description At least one. */
            by: components["schemas"]["SignedBy"][];
            format: components["schemas"]["SignatureFormat"];
            /** @description Pages (from 1) on which a signature is seen. */
            visible_on: number[];
        };
        /** @description One signature on a document that was approved. */
        SignedBy: {
            issuer: string;
            name: string;
            organisation?: string | null;
            /** @description The certificate says it is a qualified one and an anchor vouches for it. */
            qualified: boolean;
            /** @description `unknown_issuer`, `weak_digest` … as in the verdict of any signed file. */
            reasons: string[];
            /**
             * @default {
             *       "as_of": null,
             *       "revoked_at": null,
             *       "status": "not_verified"
             *     }
             */
            revocation?: components["schemas"]["Revocation"];
            /** @description Serial number of the certificate, hex. */
            serial?: string | null;
            /**
             * Format: date-time
             * @description What the signer's own computer said.
             */
            signed_at?: string | null;
            /** @default null */
            stamp?: components["schemas"]["TimeStamp"] | null;
            tax_code?: string | null;
            /** @description The anchor that vouches for the signer, when one does. */
            trusted_by?: string | null;
            /** Format: date-time */
            valid_from?: string | null;
            /** Format: date-time */
            valid_to?: string | null;
        };
        /** @description An approved file with the signatures it was given. */
        SignedFile: {
            /** @description Of the approved file inside, hex. */
            approved_sha256: string;
            found: components["schemas"]["Signed"];
            name: string;
            /** @description Of the signed file, hex. */
            sha256: string;
            /**
             * Format: uint64
             * @description Bytes.
             */
            size: number;
        };
        /** @description A document that came back signed. */
        SignedShown: {
            /** Format: date-time */
            at: string;
            file: components["schemas"]["FileShown"];
            found: components["schemas"]["Signed"];
            given_by: components["schemas"]["PersonRef"];
            /** @description Hex SHA-256 of the signed file. */
            sha256: string;
            /** @description remote | upload */
            way: string;
        };
        /** @description A document to be signed. */
        SigningShown: {
            /** @description Who approved a message that carries exactly this document. */
            approvals: components["schemas"]["ApprovalShown"][];
            /** @description Who signed it before, where several sign one after the other. */
            before: components["schemas"]["SignedBy"][];
            document: components["schemas"]["FileShown"];
            remote?: components["schemas"]["RemoteSignerShown"] | null;
            /** @description Hex SHA-256 of the document. */
            sha256: string;
            signed?: components["schemas"]["SignedShown"] | null;
        };
        SmtpSettings: {
            /** @default null */
            ca_pem?: string | null;
            host: string;
            /** Format: uint16 */
            port: number;
            security: components["schemas"]["Security"];
            user: string;
        };
        SnoozeAsked: {
            /**
             * Format: date-time
             * @description In the future; null: now.
             */
            until?: string | null;
        };
        /** @description A process that a person may begin by hand. */
        StartableShown: {
            form?: components["schemas"]["FormSchema"] | null;
            key: string;
            name: string;
        };
        StartAsked: {
            business_key?: string | null;
            /** @description Id of a start event; absent: the none start. */
            event?: string | null;
            variables?: {
                [key: string]: unknown;
            };
        };
        /** @description A case and its state after what followed by itself. */
        StartedShown: {
            /** Format: uuid */
            id: string;
            state: string;
        };
        /** @description From which message on mails start work; older ones are archive. */
        StartingPoint: {
            /** @constant */
            kind: "now";
        } | {
            /** Format: date-time */
            date: string;
            /** @constant */
            kind: "date";
        } | {
            /** @constant */
            kind: "all";
        };
        /** @description A stretch of work of a day, in minutes since local midnight; written `09:00`. `to` may be `24:00`. */
        Stretch: {
            from: string;
            to: string;
        };
        /** @description A business file as a mail names it; what does not fit the form is absent. */
        SuapShown: {
            /** @description Id of the file, e.g. `PRVRSO80A41H501X-15032026-1030`. */
            file?: string | null;
            /** @description Local time, e.g. `2026-03-15T10:30`. */
            handed_in?: string | null;
            name?: string | null;
            /** @description Registration of the desk. */
            registration?: string | null;
            tax_code?: string | null;
        };
        SubstituteOf: {
            /** Format: date */
            first_day: string;
            /** Format: date */
            last_day?: string | null;
            person: components["schemas"]["PersonRef"];
        };
        /** @description A despatch a receipt may be about. */
        SuggestedDespatch: {
            /** @description reference | recipient | subject | time: what speaks for it, the strongest first. */
            because: string[];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            recipients: string[];
            subject: string;
            /** Format: date-time */
            submitted_at?: string | null;
        };
        TagsAsked: {
            add?: string[];
            /** @description At most 100. */
            ids: string[];
            /** @description instance | mail */
            kind: string;
            remove?: string[];
        };
        /** @description Where a message is written again. */
        TakenBack: {
            /** Format: uuid */
            task: string;
        };
        /** @description Work for a person. */
        Task: {
            /** @description Variable with the message to approve. */
            approves?: string | null;
            assignee?: components["schemas"]["PersonRef"] | null;
            candidate_groups: string[];
            /** Format: date-time */
            created_at: string;
            /** @description Variable the person writes a message into. */
            drafts?: string | null;
            /** Format: date-time */
            due_at?: string | null;
            element: string;
            /** Format: date-time */
            ended_at?: string | null;
            ended_by?: components["schemas"]["PersonRef"] | null;
            /** Format: date-time */
            follow_up_at?: string | null;
            form?: string | null;
            /**
             * Format: date-time
             * @description Since when the assignee holds it.
             */
            held_since?: string | null;
            /** Format: uuid */
            id: string;
            in_place_of?: components["schemas"]["InPlaceOf"] | null;
            /** Format: uuid */
            instance: string;
            mail?: components["schemas"]["TaskMail"] | null;
            /** @description Name of the task in the process. */
            name: string;
            /** @description Key of the case's office, by whose calendar it works. */
            office?: string | null;
            /** Format: int32 */
            priority: number;
            process_key: string;
            process_name: string;
            /** Format: int64 */
            revision: number;
            /** @description Variable with the document to be signed. */
            signs?: string | null;
            /** @description open | completed | cancelled */
            state: string;
            /**
             * Format: date-time
             * @description End of the legal term of the case, where the process keeps one.
             */
            term_at?: string | null;
            /** @description Title of the case. */
            title: string;
        };
        /** @description Open tasks by filter, each counted up to 1,000. */
        TaskCounts: {
            /**
             * Format: int64
             * @description Messages to approve, held or offered.
             */
            approve: number;
            /** Format: int64 */
            groups: number;
            /**
             * Format: int64
             * @description Held by me and put off.
             */
            later: number;
            /** Format: int64 */
            mine: number;
            /**
             * Format: int64
             * @description Documents to be signed, held or offered.
             */
            sign: number;
            /** Format: int64 */
            sort: number;
            /**
             * Format: int64
             * @description Nobody has taken them for longer than the house allows; for who supervises.
             */
            unclaimed?: number | null;
        };
        /** @description The page of a task. */
        TaskDetail: components["schemas"]["Task"] & {
            assignment?: components["schemas"]["AssignmentShown"] | null;
            case: components["schemas"]["CaseSummary"];
            data: {
                [key: string]: unknown;
            };
            draft?: components["schemas"]["Draft"] | null;
            form_schema?: components["schemas"]["FormSchema"] | null;
            leaving?: components["schemas"]["LeavingShown"] | null;
            may: components["schemas"]["May"];
            message?: components["schemas"]["MessageToApprove"] | null;
            /** @description What colleagues were asked about it, oldest first. */
            opinions: components["schemas"]["OpinionShown"][];
            /**
             * Format: date-time
             * @description The reader put it off until then.
             */
            put_off_until?: string | null;
            reply?: components["schemas"]["ReplyShown"] | null;
            signing?: components["schemas"]["SigningShown"] | null;
        };
        /** @description An open task held by or offered to the person by name. */
        TaskHad: {
            approval: boolean;
            /** @description Something was typed and not sent yet. */
            draft: boolean;
            /** Format: date-time */
            due_at?: string | null;
            /** @description False: only offered. */
            held: boolean;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            instance: string;
            name: string;
            title: string;
        };
        /** @description The mail a case began with. */
        TaskMail: {
            certified: boolean;
            from: string;
            from_name: string;
            /** Format: uuid */
            id: string;
            kind: string;
            /** @description Key of the mailbox it came into. */
            mailbox: string;
            subject: string;
            verdict?: components["schemas"]["VerdictStatus"] | null;
        };
        /** @description A message of a conversation. */
        ThreadItem: {
            /**
             * Format: date-time
             * @description When it was sent as certified, else when it came; when it left.
             */
            at: string;
            certified: boolean;
            /** @description The message the conversation is looked at from. */
            current: boolean;
            /** @description Who wrote; of what left the box it left from. */
            from: string;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            instance?: string | null;
            /** @description Of what left. */
            recipients: string[];
            /** @description It left; else it came. */
            sent: boolean;
            subject: string;
            /** @description Withheld by act: that it exists is all that is shown. */
            withheld: boolean;
        };
        /** @description A conversation, oldest first. */
        ThreadShown: {
            /** @description So many more belong to it that the reader may not see. */
            hidden: number;
            items: components["schemas"]["ThreadItem"][];
            /** @description It is longer than is followed. */
            partial: boolean;
        };
        /** @description A time stamp (RFC 3161) over a signature, or over the document after it was signed. */
        TimeStamp: {
            /**
             * Format: date-time
             * @description The signature was there at this time, says who stamped it; UTC.
             */
            at: string;
            /** @description Name in the certificate that stamped. */
            by: string;
            /** @description Why it proves nothing: `imprint_differs`, `signature_mismatch`, `unknown_issuer` … as in a verdict. */
            reasons: string[];
            /** @description The anchor that vouches for it; None: the stamp proves nothing. */
            trusted_by?: string | null;
        };
        /** @description What a process declares that it may add as a message leaves. */
        ToBeAdded: {
            /** @description subject_prefix | added_attachments | signed_attachments */
            input: string;
            /** @description As the process has it: a text, or `${…}` over variables of the case. */
            source: string;
        };
        Token: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at?: string | null;
            /** @description Names it when it is taken away; it opens nothing. */
            id: string;
            name: string;
        };
        TokenAsked: {
            /**
             * Format: int32
             * @description Absent: it lasts until it is taken away.
             */
            days?: number | null;
            /** @description What it is for. */
            name: string;
        };
        TokenMade: {
            /** Format: date-time */
            expires_at?: string | null;
            /** @description Shown this once. */
            token: string;
        };
        /** @description Where the process stands. */
        TokenMark: {
            count: number;
            element: string;
            incident: boolean;
        };
        TokenShown: {
            element: string;
            /** @description One item of a multi-instance activity. */
            item: boolean;
            /** Format: int64 */
            token: number;
        };
        /** @description One line of a case's history. */
        TraceEntry: {
            /** Format: date-time */
            at: string;
            by?: components["schemas"]["PersonRef"] | null;
            element?: string | null;
            element_name?: string | null;
            kind: string;
            /** Format: int64 */
            seq: number;
            text?: string | null;
            value?: unknown;
            variable?: string | null;
        };
        /** @description What is to be tried. Secrets that are left out are those the mailbox keeps, for the servers they were given for. */
        TrialAsked: {
            /**
             * Format: uuid
             * @description The mailbox these settings are of; absent: it is not connected yet.
             */
            mailbox?: string | null;
            oauth?: components["schemas"]["MailboxOAuthSecrets"] | null;
            password?: string | null;
            settings: components["schemas"]["MailboxSettings"];
            smtp_password?: string | null;
        };
        /** @description The same message in other boxes of ours, as far as the reader may see it. */
        TwinShown: {
            /** Format: uuid */
            instance?: string | null;
            /** Format: uuid */
            mail: string;
            /** @description Key of the mailbox. */
            mailbox: string;
            state: string;
        };
        /** @description How many wait for an answer, by where they stand. */
        UnansweredCounts: {
            /** Format: int64 */
            ended: number;
            /** Format: int64 */
            going: number;
            /** Format: int64 */
            to_sort: number;
        };
        /** @description A mail that has neither an answer nor a reason for none. */
        UnansweredMail: {
            /**
             * Format: int64
             * @description Whole days since then, by the office's clock.
             */
            age_days: number;
            /**
             * Format: date-time
             * @description When it came; its age counts from here.
             */
            arrived_at: string;
            from: string;
            from_name: string;
            /**
             * Format: date-time
             * @description Since when they hold it.
             */
            held_since?: string | null;
            holder?: components["schemas"]["PersonRef"] | null;
            /** Format: uuid */
            instance?: string | null;
            /** @description transport | anomaly | ordinary | quarantined */
            kind: string;
            /** Format: uuid */
            mail: string;
            /** @description Key of the mailbox. */
            mailbox: string;
            office?: string | null;
            /** Format: date-time */
            seen_at?: string | null;
            seen_by?: components["schemas"]["PersonRef"] | null;
            /** @description to_sort (nobody has sorted it) | going (its case is under way) | ended (its case is over) */
            state: string;
            subject: string;
            verdict?: components["schemas"]["VerdictStatus"] | null;
            withheld: boolean;
        };
        /** @description What is known of a mailbox's health. */
        Upkeep: {
            /**
             * Format: date-time
             * @description Since when messages wait on the server, as far as the newest look tells; null: none does. After a look that
             *     failed: since the failing began.
             */
            behind_since?: string | null;
            /** @description Why the last comparison could not be made. */
            count_error?: string | null;
            /**
             * Format: date-time
             * @description When server and store were compared last; null: never.
             */
            counted_at?: string | null;
            /** Format: int64 */
            in_store: number;
            look?: components["schemas"]["Look"] | null;
            missing: components["schemas"]["MissingMail"][];
            /**
             * Format: int64
             * @description What lay in the folder then, and what of it is kept.
             */
            on_server: number;
            /** Format: int64 */
            quota_limit?: number | null;
            /**
             * Format: int64
             * @description Bytes, as the server said when it was counted; null: it does not say.
             */
            quota_used?: number | null;
            /**
             * Format: date
             * @description The contract with the provider ends that day.
             */
            renewal_on?: string | null;
            /**
             * Format: date-time
             * @description Since when the password, or the secret of OAuth2, is what it is.
             */
            secret_at?: string | null;
            /**
             * Format: int64
             * @description After how many days it must be another; null: no term.
             */
            secret_days?: number | null;
            /**
             * Format: date
             * @description The day that is.
             */
            secret_until?: string | null;
            /**
             * Format: int64
             * @description What was still to be read, and since when the oldest of it lay there.
             */
            waiting: number;
            /** Format: date-time */
            waiting_since?: string | null;
            warnings: components["schemas"]["UpkeepWarning"][];
        };
        /** @description When the contract ends and how old a secret may be; what is null is taken away. */
        UpkeepTerms: {
            /** Format: date */
            renewal_on?: string | null;
            /**
             * Format: int64
             * @description From 1 to 3650.
             */
            secret_days?: number | null;
        };
        /** @description Something about a mailbox that somebody must see to. */
        UpkeepWarning: {
            /** @description failing | missing | behind | uncounted | quarantined | hour_full | day_full | renewal | secret | quota */
            concern: string;
            /**
             * Format: int32
             * @description 0: in good time; 1: soon, or now; 2: past.
             */
            degree: number;
            /**
             * Format: date
             * @description The day it ends; absent where nothing ends.
             */
            on?: string | null;
            /**
             * Format: int64
             * @description Days that are left, per cent that are used, minutes of waiting, messages, or what the provider takes.
             */
            value: number;
        };
        /** @description A file kept, to be named in an answer. */
        Uploaded: {
            media_type: string;
            name: string;
            ref: string;
            size: number;
        };
        /** @description What a condition read. */
        ValueRead: {
            /** @description As the condition names it, e.g. `mail.subject`. */
            name: string;
            value: unknown;
        };
        /** @description Values to write; the other variables stay as they are. */
        VariablesAsked: {
            variables: {
                [key: string]: unknown;
            };
        };
        /** @description A value a variable got. */
        VariableWritten: {
            /** Format: date-time */
            at: string;
            by?: components["schemas"]["PersonRef"] | null;
            name: string;
            /**
             * Format: int64
             * @description Number of the step.
             */
            seq: number;
            value: unknown;
        };
        /** @description What the signature of the gestore proves, fixed on arrival (RFC 6109 §2.1, §7). */
        Verdict: {
            algorithm?: string | null;
            /** @description Hex SHA-256 of the signer's certificate. */
            certificate_sha256?: string | null;
            /** @description PEM of signer and intermediates, signer first. */
            chain_pem: string[];
            /** @description Machine-readable reasons, e.g. `digest_mismatch`, `unknown_issuer`, `signer_address_differs`, `weak_digest`. */
            reasons: string[];
            serial?: string | null;
            /** Format: date-time */
            signed_at?: string | null;
            /** @description Distinguished name of the signer, one line. */
            signer?: string | null;
            signer_address?: string | null;
            status: components["schemas"]["VerdictStatus"];
            /** @description Name of the trust anchor list and the day it was imported, when one matched. */
            trusted_by?: string | null;
            /** Format: date-time */
            verified_at: string;
        };
        /** @description Only [`VerdictStatus::Trusted`] may move a state. */
        VerdictStatus: "trusted" | "untrusted_chain" | "invalid" | "absent";
        /** @description One version of a process. */
        Version: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            deployment: string;
            /** Format: uuid */
            id: string;
            key: string;
            name: string;
            /** Format: int32 */
            version: number;
        };
        /** @description A version of a message. */
        VersionShown: {
            /** Format: date-time */
            at: string;
            attachments: components["schemas"]["FileOfVersion"][];
            author: components["schemas"]["PersonRef"];
            body: string;
            cc: string[];
            hash: string;
            list_change?: components["schemas"]["ListChangeShown"] | null;
            /** @description Address of the mailbox it would leave from. */
            mailbox: string;
            /** Format: int64 */
            number: number;
            /** @description completa | breve | sintetica, where its writer chose. */
            receipt?: string | null;
            /** @description Each recipient gets a message of their own and sees no other. */
            separately: boolean;
            subject: string;
            to: string[];
            to_list?: components["schemas"]["RecipientList"] | null;
        };
        /** @description Why a message that is ready has not left yet. */
        Waits: {
            /** @description In the words of whoever held it back: the limits of the mailbox, or the server. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description When it is tried.
             */
            until: string;
        };
        /**
         * @description How those who are new come in.
         * @enum {string}
         */
        Ways: "passwords" | "links";
        Webhook: {
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** @description Names of events, or `*`. */
            events: string[];
            /** Format: uuid */
            id: string;
            name: string;
            /** @description `whsec_…`; only in the answer that registers it. */
            secret?: string | null;
            /** @description active | paused */
            state: string;
            url: string;
        };
        /** @description What an administrator registers. */
        WebhookAsked: {
            /** @description Names of events, or `*`. */
            events?: string[];
            /** @description Lower-case letters, digits, dashes; processes name it so. */
            name?: string;
            url?: string;
        };
        /** @description What is left out stays. */
        WebhookChanged: {
            events?: string[] | null;
            /** @description active | paused */
            state?: string | null;
            url?: string | null;
        };
        /** @description One reason why the case stands where it does. */
        WhyReason: {
            /** Format: date-time */
            at: string;
            by?: components["schemas"]["PersonRef"] | null;
            element: string;
            element_name?: string | null;
            /** @description The condition, the row, or the expression as written; absent where there is none. */
            rule?: string | null;
            /**
             * @description start (a message met the start rule) | begun (by a person or program) | condition (a flow whose condition held) |
             *     otherwise (no other condition held) | decision (a row of a table) | office (whose it became) | offered (to whom a
             *     task was offered, by a rule) | moved (by hand)
             */
            sort: string;
            /** @description Where the way led, of conditions. */
            to?: string | null;
            values: components["schemas"]["ValueRead"][];
        };
        /** @description Reasons, oldest first. */
        WhyShown: {
            items: components["schemas"]["WhyReason"][];
            /** @description The history is longer than is read. */
            partial: boolean;
        };
        /** @description A message to begin. */
        WritingAsked: {
            /**
             * Format: uuid
             * @description The mail it passes on, with its attachments.
             */
            forward?: string | null;
            /** @description Key of the box it leaves from; absent: chosen by the recipients and the writer's office. */
            mailbox?: string | null;
            to?: string[];
        };
        /** @description A line that holds no address. */
        WrongLineShown: {
            /** @description From 1. */
            line: number;
            text: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_absences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_AbsenceShown"];
                };
            };
        };
    };
    post_absences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AbsenceAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AbsenceShown"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_absences_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_absences_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AbsenceChanged"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AbsenceShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_archives_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_archives_id_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_areas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Area"];
                };
            };
        };
    };
    post_areas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AreaAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Area"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_areas_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_areas_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AreaAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Area"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description Id. Who looked at something is told only of one object at a time. */
                object?: string;
                /** @description e.g. `task.complete`. */
                verb?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_AuditEntry"];
                };
            };
        };
    };
    post_backups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_batches: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Batch"];
                };
            };
        };
    };
    post_batches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description nothing to do it to, or too much */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_batches_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_batches_id_items: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description waiting | done | failed */
                state?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_BatchItem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_batches_id_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_calendars: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_CalendarShown"];
                };
            };
        };
    };
    put_calendars_scope: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scope: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Calendar"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_calendars_scope: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scope: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_calendars_scope_days: {
        parameters: {
            query?: {
                /** @description Absent: this year. */
                year?: number;
            };
            header?: never;
            path: {
                scope: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_RestDay"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["BundleSent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
        };
    };
    get_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conditions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluationAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluatedShown"];
                };
            };
        };
    };
    get_connectors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Connector"];
                };
            };
        };
    };
    get_contacts: {
        parameters: {
            query?: {
                /** @description The whole address. */
                address?: string;
                /** @description A part of the name. */
                name?: string;
                /** @description The whole tax code or VAT number. */
                tax_code?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Contact"];
                };
            };
        };
    };
    post_contacts_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_credentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Credential"];
                };
            };
        };
    };
    post_credentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_credentials_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_credentials_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialChanged"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_deliveries_id_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_demo_arrivals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArrivalAsked"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_demo_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DemoPerson"][];
                };
            };
        };
    };
    get_demo_rail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_demo_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DemoLogin"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_deployments: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Deployment"];
                };
            };
        };
    };
    post_deployments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["BundleSent"];
            };
        };
        responses: {
            /** @description the same content was there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeployedShown"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeployedShown"];
                };
            };
            /** @description findings */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_deployments_id: {
        parameters: {
            query?: {
                /** @description Removes the instances too; only under the test clock. */
                cascade?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_deployments_id_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches: {
        parameters: {
            query?: {
                /** @description Key of an area: what left from its mailboxes. */
                area?: string;
                cursor?: string;
                instance?: string;
                limit?: number;
                /** @description Key or id of the mailbox. */
                mailbox?: string;
                outcome?: string;
                /** @description Words of the subject or of a recipient. */
                q?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_DespatchSummary"];
                };
            };
        };
    };
    get_despatches_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DespatchDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches_id_attachments_n: {
        parameters: {
            query?: {
                /** @description To be shown rather than saved, where that is safe. */
                inline?: boolean;
            };
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches_id_attachments_n_contents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentContents"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches_id_attachments_n_inner: {
        parameters: {
            query?: {
                /** @description To be shown rather than saved, where that is safe. */
                inline?: boolean;
            };
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches_id_evidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches_id_raw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches_id_record: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches_id_record_export: {
        parameters: {
            query: {
                /** @description csv: for people; json: with all that a program needs to prove it. */
                format: "csv" | "json";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_despatches_id_resolve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveAsked"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_despatches_id_thread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThreadShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_drafts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_DraftItem"];
                };
            };
        };
    };
    post_drafts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftBegun"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftFiles"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_drafts_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftFiles"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_drafts_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilesAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftFilesSaved"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_drafts_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_drafts_name_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
        };
    };
    post_drafts_name_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeployedShown"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeployedShown"];
                };
            };
            /** @description findings */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_elements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ElementForm"];
                };
            };
        };
    };
    get_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Change"];
                };
            };
        };
    };
    get_expressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ExpressionForm"];
                };
            };
        };
    };
    patch_identities_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityChanged"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identity"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_imports: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ContactImport"];
                };
            };
        };
    };
    post_imports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactImportAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_imports_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_imports_id_lines: {
        parameters: {
            query?: {
                /** @description new | changed | same | doubtful | refused; or, once undone, left | undone. Absent: refused. */
                outcome?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ImportLine"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_imports_id_undo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_imports_files: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["FileSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportFile"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_imports_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactImportAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPreview"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_incidents: {
        parameters: {
            query?: {
                cursor?: string;
                instance?: string;
                limit?: number;
                /** @description Key of the process. */
                process?: string;
                /** @description open | resolved */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Incident"];
                };
            };
        };
    };
    post_incidents_id_dismiss: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_incidents_id_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_instances: {
        parameters: {
            query?: {
                /** @description Key of an area: cases of its offices. */
                area?: string;
                business_key?: string;
                cursor?: string;
                deployment?: string;
                limit?: number;
                office?: string;
                /** @description Key of the process. */
                process?: string;
                /** @description Words of the title or the business key. */
                q?: string;
                state?: string;
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Instance"];
                };
            };
        };
    };
    get_instances_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_instances_id_beside: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BesideShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_instances_id_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedShown"];
                };
            };
        };
    };
    get_instances_id_holders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Holding"][];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_instances_id_incidents: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Incident"];
                };
            };
        };
    };
    get_instances_id_log: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_LogLine"];
                };
            };
        };
    };
    post_instances_id_migrate: {
        parameters: {
            query?: {
                /** @description Only says what would happen. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MigrateAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedShown"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description the element that cannot go */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_instances_id_modify: {
        parameters: {
            query?: {
                /** @description Only says what would happen. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModifyAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedShown"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description the element and why it cannot be done */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_instances_id_notes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Note"];
                };
            };
        };
    };
    post_instances_id_notes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Made"];
                };
            };
        };
    };
    get_instances_id_record: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_instances_id_record_export: {
        parameters: {
            query: {
                /** @description csv: for people; json: with all that a program needs to prove it. */
                format: "csv" | "json";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_instances_id_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedShown"];
                };
            };
        };
    };
    post_instances_id_suspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedShown"];
                };
            };
        };
    };
    get_instances_id_tasks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Task"];
                };
            };
        };
    };
    get_instances_id_trace: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_TraceEntry"];
                };
            };
        };
    };
    get_instances_id_variables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    patch_instances_id_variables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VariablesAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedShown"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_instances_id_variables_history: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description Only this one; absent: all. */
                name?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_VariableWritten"];
                };
            };
        };
    };
    get_instances_id_why: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhyShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_jobs_id_bpmn_error: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BpmnErrorAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reported"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_jobs_id_complete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobCompleteAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reported"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_jobs_id_extend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Extended"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_jobs_id_fail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FailAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reported"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_jobs_acquire: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcquireAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Acquired"];
                };
            };
        };
    };
    get_mailboxes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Mailbox"];
                };
            };
        };
    };
    post_mailboxes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMailbox"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mailbox"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_mailboxes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailboxChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mailbox"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mailboxes_id_archives: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ArchiveShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailboxes_id_archives: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArchiveAsked"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArchiveShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailboxes_id_count: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upkeep"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description it does not connect */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailboxes_id_fetch_missing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upkeep"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description it does not connect */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mailboxes_id_looks: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Look"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailboxes_id_pause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mailbox"];
                };
            };
        };
    };
    get_mailboxes_id_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxReportShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailboxes_id_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mailbox"];
                };
            };
        };
    };
    put_mailboxes_id_rights: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RightsGiven"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mailbox"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailboxes_id_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxTried"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mailboxes_id_upkeep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upkeep"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_mailboxes_id_upkeep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpkeepTerms"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upkeep"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mailboxes_standing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_MailboxStanding"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailboxes_try: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrialAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxTried"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mailings_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailingShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailings_id_halt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mailings_id_recipients: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description Only those who stand so. */
                outlook?: string;
                /** @description A part of the address. */
                q?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_MailingRecipient"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mailings_id_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mailings_id_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resumed"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails: {
        parameters: {
            query?: {
                /** @description Key of an area: mails of its mailboxes. */
                area?: string;
                cursor?: string;
                instance?: string;
                /** @description `message`: all but receipts. */
                kind?: string;
                limit?: number;
                /** @description Key or id of the mailbox. */
                mailbox?: string;
                /** @description Words and "phrases" of subject, addresses, text and names of attachments; all must be there, each may go on. */
                q?: string;
                /** @description Without it all but `duplicate`. */
                state?: string;
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_MailSummary"];
                };
            };
        };
    };
    get_mails_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mails_id_archive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mails_id_attach: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttachAsked"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_attachments_path: {
        parameters: {
            query?: {
                /** @description To be shown rather than saved, where that is safe. */
                inline?: boolean;
            };
            header?: never;
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_attachments_path_contents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentContents"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_attachments_path_inner: {
        parameters: {
            query?: {
                /** @description To be shown rather than saved, where that is safe. */
                inline?: boolean;
            };
            header?: never;
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_beside: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BesideShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_html: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mails_id_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkAsked"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mails_id_no_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_raw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mails_id_read_again: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_record: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_record_export: {
        parameters: {
            query: {
                /** @description csv: for people; json: with all that a program needs to prove it. */
                format: "csv" | "json";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mails_id_start: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailStartAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Made"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_suggestions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SuggestedDespatch"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_id_thread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThreadShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mails_id_unlink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_mails_bulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailsBulkAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkDone"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mails_openings: {
        parameters: {
            query?: {
                /** @description Ids of mails, comma separated; at most 100. */
                ids?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpeningShown"][];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedShown"];
                };
            };
        };
    };
    get_migrations_plan: {
        parameters: {
            query: {
                /** @description Id of the version cases follow now. */
                from: string;
                /** @description Id of the version they are to follow. */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_notices: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notices"];
                };
            };
        };
    };
    post_notices_id_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_offices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Office"];
                };
            };
        };
    };
    post_offices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfficeAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Office"];
                };
            };
        };
    };
    patch_offices_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfficeAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Office"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_parties: {
        parameters: {
            query?: {
                /** @description Whose this whole address is; nothing else is asked then. */
                address?: string;
                /** @description Closed ones instead of the open. */
                closed?: boolean;
                cursor?: string;
                /** @description body | company | person */
                kind?: string;
                limit?: number;
                /** @description Only those to be checked again. */
                old?: boolean;
                /** @description Only those with a PEC mailbox. */
                pec?: boolean;
                /** @description Words that are all in name, codes or addresses, anywhere. */
                q?: string;
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PartySummary"];
                };
            };
        };
    };
    post_parties: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartyAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Made"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_parties_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartyDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_parties_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description revision read before */
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartyChanged"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartyDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_parties_id_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_parties_id_exchanged: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangedShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_parties_id_merge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeAsked"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_parties_id_reopen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_parties_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PartySource"];
                };
            };
        };
    };
    delete_password_links_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_password_links_look: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSecret"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOpened"];
                };
            };
            /** @description used, taken back, expired or none */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too many attempts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_password_links_use: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkUsed"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordSet"];
                };
            };
            /** @description used, taken back, expired or none */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description the password is weak */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too many attempts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Person"];
                };
            };
        };
    };
    post_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonAdded"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    patch_people_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonChanged"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_people_id_belongings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BelongingsShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_people_id_identities: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Identity"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_people_id_identities: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identity"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_people_id_leave: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaveAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BelongingsShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_people_id_password_links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PasswordLink"];
                };
            };
        };
    };
    post_people_id_password_links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordLinkMade"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_people_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PeopleFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleTaken"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_people_import_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PeopleFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PersonLine"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_people_imports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PersonImport"];
                };
            };
        };
    };
    post_people_imports_id_undo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportUndone"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_processes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Process"];
                };
            };
        };
    };
    post_processes_key_instances: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_processes_key_start_form: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FormSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description fields */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_processes_key_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Version"];
                };
            };
        };
    };
    get_processes_key_xml: {
        parameters: {
            query?: {
                /** @description With a key: the version; the latest when absent. */
                version?: number;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_processes_startable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartableShown"][];
                };
            };
        };
    };
    put_profile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Profile"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    put_profile_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description current password wrong, or new one weak */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_profile_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Token"];
                };
            };
        };
    };
    post_profile_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMade"];
                };
            };
        };
    };
    delete_profile_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ProviderShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_providers_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProvider"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_providers_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_recipient_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["FileSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadListShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_recipients: {
        parameters: {
            query?: {
                /** @description A part of a name or an address; shorter than two characters finds nobody. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Recipient"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_removals: {
        parameters: {
            query?: {
                /** @description From the list before; absent: from the start. */
                cursor?: string;
                /** @description At most 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Removal"];
                };
            };
        };
    };
    post_removals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemovalAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Removal"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_removals_id_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Removal"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_removals_id_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_removals_of_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_RemovalTrace"];
                };
            };
        };
    };
    get_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Rule"];
                };
            };
        };
    };
    get_rules_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_scripts_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScriptAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScriptChecked"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description nobody */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description login or password wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too many attempts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    post_signals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignalAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignalledShown"];
                };
            };
        };
    };
    get_statistics_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
        };
    };
    post_tags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagsAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkDone"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks: {
        parameters: {
            query?: {
                /** @description Key of an area: tasks of its offices. */
                area?: string;
                cursor?: string;
                filter?: "mine" | "groups" | "sort" | "later" | "approve" | "sign" | "unclaimed" | "all";
                limit?: number;
                /** @description Key of the process. */
                process?: string;
                /** @description Words of the case's title or the task's name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Task"];
                };
            };
        };
    };
    get_tasks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_assign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_attachments_n: {
        parameters: {
            query?: {
                /** @description To be shown rather than saved, where that is safe. */
                inline?: boolean;
            };
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_attachments_n_contents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentContents"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_attachments_n_inner: {
        parameters: {
            query?: {
                /** @description To be shown rather than saved, where that is safe. */
                inline?: boolean;
            };
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Outgoing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_claim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_complete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Completed"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description held by another, ended, or the message changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description fields */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_distribute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DistributeAsked"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_tasks_id_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftSaved"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_letters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterShown"][];
                };
            };
        };
    };
    post_tasks_id_letters_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterFilled"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_opinion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpinionAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Made"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_recipients: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_refuse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_release: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_tasks_id_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_tasks_id_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_reply_ask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplyAsked"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_reply_take_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_signature: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedShown"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_signature_part: {
        parameters: {
            query?: {
                /** @description To be shown rather than saved, where that is safe. */
                inline?: boolean;
            };
            header?: never;
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_signature_part_contents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentContents"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_signature_part_inner: {
        parameters: {
            query?: {
                /** @description To be shown rather than saved, where that is safe. */
                inline?: boolean;
            };
            header?: never;
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_snooze: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnoozeAsked"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_take_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TakenBack"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_id_unclaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageVersions"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_id_why: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhyShown"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tasks_bulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkDone"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tasks_counts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskCounts"];
                };
            };
        };
    };
    post_tasks_next: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NextAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_unanswered: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description `true`: only what somebody has looked at; `false`: only what nobody has. */
                seen?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_UnansweredMail"];
                };
            };
        };
    };
    get_unanswered_counts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnansweredCounts"];
                };
            };
        };
    };
    post_uploads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["FileSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Uploaded"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Webhook"];
                };
            };
        };
    };
    post_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_webhooks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_webhooks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChanged"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_webhooks_id_deliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Delivery"];
                };
            };
        };
    };
    post_writings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WritingAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Begun"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_writings_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
