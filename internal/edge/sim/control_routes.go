package sim

import "net/http"

// controlRoutes is the control API.
func controlRoutes() []route {
	const get, post, patch, put, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete
	exampleCustomer := node{"name": "Lucía Ferreyra", "phone": "+15550104821"}
	return []route{
		{get, "", "info", "Ids, secrets and the webhook target; magic recipients.", nil, nil, nil, (*request).info, false},
		{get, "/openapi.json", "describe", "This description.", nil, nil, nil, (*request).describe, false},
		{post, "/reset", "reset", "Everything back to the state of a new simulator.", nil, nil, nil, (*request).reset, false},
		{get, "/events", "events", "Server-sent events: message, customer, traffic, fault, template, number, clock, reset; resync tells a slow reader to read anew.", nil, nil, nil, (*request).events, true},

		{get, "/customers", "listCustomers", "All customers.", nil, nil, node{"data": []any{exampleCustomer}}, (*request).listCustomers, false},
		{post, "/customers", "createCustomer", "Make a customer. Every member has a default; without phone the person is known by BSUID only.", nil,
			node{"name": "Aya", "phone": "+5531999990000", "username": "aya", "phone_hidden": false, "read_receipts": true, "reads_at_once": false, "online": true, "deliver_after_seconds": 0}, nil, (*request).createCustomer, false},
		{get, "/customers/{id}", "getCustomer", "One customer, by id, BSUID or phone number.", nil, nil, nil, (*request).getCustomer, false},
		{patch, "/customers/{id}", "changeCustomer", "Change name, username or switches: online, deliver_after_seconds, read_receipts, reads_at_once, blocked, marketing_stopped, phone_hidden, on_whatsapp.", nil,
			node{"online": false, "read_receipts": true, "reads_at_once": false, "blocked": false, "marketing_stopped": false}, nil, (*request).changeCustomer, false},
		{del, "/customers/{id}", "deleteCustomer", "Remove a customer with the chat.", nil, nil, nil, (*request).deleteCustomer, false},
		{get, "/customers/{id}/messages", "chat", "The chat as the phone shows it, oldest first.", map[string]string{"limit": "newest n, at most 500, default 100", "before": "only messages before this sequence number"}, nil, nil, (*request).chat, false},
		{post, "/customers/{id}/messages", "sendAsCustomer", "Send as the customer. type: text, image, video, audio, voice, document, sticker, location, contacts, order, reaction (empty emoji removes), choice (button_reply, list_reply), flow_reply, call_permission_reply, edit, revoke, unsupported, media_error, raw. Any: reply_to, forwarded (true, \"frequently\"), referral. Media: media{data,mime_type,filename}, or multipart with message and file, or a sample.", nil,
			node{"type": "text", "text": "Hola", "reply_to": "wamid.…"}, nil, (*request).sendAsCustomer, false},
		{post, "/customers/{id}/seen", "seen", "The phone shows the chat: unread messages, all or up to message_id, are read.", nil, node{"message_id": "wamid.…"}, nil, (*request).markSeen, false},
		{post, "/customers/{id}/played", "played", "The customer plays a voice message.", nil, node{"message_id": "wamid.…"}, nil, (*request).played, false},
		{post, "/customers/{id}/change-number", "changeNumber", "The customer moves to another phone number.", nil, node{"phone": "+15550107731"}, nil, (*request).moveNumber, false},
		{post, "/customers/{id}/change-identity", "changeIdentity", "WhatsApp is installed anew: the identity key changes.", nil, nil, nil, (*request).newIdentity, false},
		{post, "/customers/{id}/echoes", "echo", "The business writes from its own phone app.", nil, node{"text": "On it"}, nil, (*request).sendEcho, false},
		{get, "/media/{id}", "media", "The bytes of a file in a chat, without a token.", nil, nil, nil, (*request).mediaBytes, true},

		{get, "/faults", "listFaults", "All fault rules.", nil, nil, nil, (*request).listFaults, false},
		{post, "/faults", "createFault", "Add a rule: server_error, hang, truncated_answer, expired_token, rate_limit, status_before_answer, outcome, pacing, skip_delivered, duplicate, reorder, delay, drop, batch. next: strikes n times; every: each nth; chance with seed; neither: always.", nil,
			node{"kind": "delay", "name": "Slow receipts", "event": "status", "seconds": 20}, nil, (*request).createFault, false},
		{patch, "/faults/{id}", "changeFault", "Change a rule, for instance off.", nil, node{"off": true}, nil, (*request).changeFault, false},
		{del, "/faults/{id}", "deleteFault", "Remove a rule.", nil, nil, nil, (*request).deleteFault, false},
		{del, "/faults", "deleteFaults", "Remove all rules.", nil, nil, nil, (*request).deleteFaults, false},

		{get, "/clock", "clock", "The virtual instant and the factor.", nil, nil, node{"now": "2026-05-12T09:42:07Z", "factor": 1}, (*request).getClock, false},
		{post, "/clock", "moveClock", "Advance by a duration (\"24h\", \"90s\" or seconds) and set the factor, 0.01 to 1,000,000. What became due has run when this answers.", nil, node{"advance": "24h", "factor": 60}, nil, (*request).moveClock, false},

		{get, "/traffic", "traffic", "Graph calls, webhook attempts and faults, newest first.", map[string]string{"after": "only entries with a higher seq", "limit": "at most 1000, default 100", "wait": "seconds to wait for a new entry, at most 30", "kind": "comma list of outbound, call, inbound, receipt, webhook, fault"}, nil, nil, (*request).traffic, false},
		{get, "/deliveries", "deliveries", "Webhook deliveries with their attempts, newest first.", map[string]string{"limit": "at most 1000, default 100", "state": "queued, waiting, delivered, dropped, expired, merged, no_target"}, nil, nil, (*request).deliveries, false},
		{get, "/deliveries/{id}", "delivery", "One delivery with its body.", nil, nil, nil, (*request).delivery, false},
		{post, "/deliveries/{id}/redeliver", "redeliver", "Post a delivery once more, to the present target.", nil, nil, nil, (*request).redeliver, false},
		{post, "/burst", "burst", "n messages from m customers at once.", nil, node{"messages": 1000, "customers": 50, "type": "text", "text": "Hello {n}"}, node{"messages": 1000, "customers": 50}, (*request).burst, false},
		{post, "/webhooks", "rawWebhook", "Send any webhook: field and value.", nil, node{"field": "account_update", "value": node{"event": "DISABLED_UPDATE"}}, nil, (*request).rawWebhook, false},
		{get, "/webhook", "getWebhook", "The app's webhook target and what overrides it.", nil, nil, nil, (*request).getWebhook, false},
		{put, "/webhook", "setWebhook", "Set the app's webhook target; verify runs the handshake first.", nil, node{"url": "http://127.0.0.1:8080/webhooks/whatsapp/…", "verify_token": "…", "verify": true}, nil, (*request).setWebhook, false},

		{get, "/number", "getNumber", "The business number.", nil, nil, nil, (*request).getNumberState, false},
		{patch, "/number", "changeNumberState", "Change verified_name, quality_rating, status, messaging_limit (TIER_250 to TIER_UNLIMITED), throughput (80 or 1000), payment_issue, allowed_recipients, identity_check, registered, review_seconds.", nil, node{"quality_rating": "YELLOW", "throughput": 1000}, nil, (*request).changeNumberState, false},
		{get, "/templates", "listTemplates", "All templates.", nil, nil, nil, (*request).controlTemplates, false},
		{post, "/templates/{id}", "setTemplate", "Set the status of a template, with its webhook.", nil, node{"status": "REJECTED", "reason": "INVALID_FORMAT"}, nil, (*request).setTemplate, false},
	}
}
