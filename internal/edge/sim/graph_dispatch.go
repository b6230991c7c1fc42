package sim

import (
	"net/http"
	"strings"
	"time"
)

// edges maps "METHOD edge" of each kind of object to its handler. An empty
// edge is the object itself.
type edges map[string]func(*call) answer

var numberEdges = edges{
	"GET ":                                  (*call).getNumber,
	"POST ":                                 (*call).setNumber,
	"POST messages":                         (*call).postMessages,
	"POST media":                            (*call).postMedia,
	"POST register":                         (*call).register,
	"POST deregister":                       (*call).deregister,
	"POST request_code":                     (*call).requestCode,
	"POST verify_code":                      (*call).verifyCode,
	"GET settings":                          (*call).getSettings,
	"POST settings":                         (*call).postSettings,
	"GET whatsapp_business_profile":         (*call).getProfile,
	"POST whatsapp_business_profile":        (*call).postProfile,
	"GET block_users":                       (*call).listBlocked,
	"POST block_users":                      (*call).blockUsers,
	"DELETE block_users":                    (*call).unblockUsers,
	"GET username":                          (*call).getUsername,
	"POST username":                         (*call).postUsername,
	"DELETE username":                       (*call).deleteUsername,
	"GET username_suggestions":              (*call).suggestUsernames,
	"GET whatsapp_business_encryption":      unsupported("flow encryption keys"),
	"POST whatsapp_business_encryption":     unsupported("flow encryption keys"),
	"POST calls":                            unsupported("calls"),
	"GET call_permissions":                  unsupported("calls"),
	"POST groups":                           unsupported("groups"),
	"GET groups":                            unsupported("groups"),
	"POST marketing_messages":               unsupported("the marketing messages endpoint"),
	"POST whatsapp_commerce_settings":       unsupported("catalogues"),
	"GET whatsapp_commerce_settings":        unsupported("catalogues"),
	"POST conversational_automation":        unsupported("conversational components"),
	"POST smb_app_data":                     unsupported("coexistence synchronisation"),
	"GET message_qrdls":                     unsupported("QR codes"),
	"POST message_qrdls":                    unsupported("QR codes"),
	"POST set_business_public_key":          unsupported("flow encryption keys"),
	"GET official_business_account":         unsupported("official business accounts"),
	"POST official_business_account":        unsupported("official business accounts"),
	"GET business_compliance_info":          unsupported("compliance information"),
	"POST business_compliance_info":         unsupported("compliance information"),
	"POST payment_configuration":            unsupported("payments"),
	"GET welcome_message_sequences":         unsupported("welcome message sequences"),
	"POST register_customer_identity_token": unsupported("identity tokens"),
}

var accountEdges = edges{
	"GET ":                       (*call).getAccount,
	"GET phone_numbers":          (*call).listNumbers,
	"GET message_templates":      (*call).listTemplates,
	"POST message_templates":     (*call).createTemplate,
	"DELETE message_templates":   (*call).deleteTemplates,
	"GET subscribed_apps":        (*call).listSubscribedApps,
	"POST subscribed_apps":       (*call).subscribeApp,
	"DELETE subscribed_apps":     (*call).unsubscribeApp,
	"GET flows":                  unsupported("flows"),
	"POST flows":                 unsupported("flows"),
	"POST phone_numbers":         unsupported("adding numbers"),
	"GET payment_configurations": unsupported("payments"),
	"GET product_catalogs":       unsupported("catalogues"),
	"GET template_analytics":     unsupported("analytics"),
	"GET assigned_users":         unsupported("account users"),
}

var appEdges = edges{
	"GET ":                 (*call).getApp,
	"GET subscriptions":    (*call).listSubscriptions,
	"POST subscriptions":   (*call).setSubscription,
	"DELETE subscriptions": (*call).dropSubscription,
	"POST uploads":         (*call).startUpload,
}

var templateEdges = edges{
	"GET ":         (*call).getTemplate,
	"POST ":        (*call).editTemplate,
	"POST unpause": (*call).unpauseTemplate,
}

var mediaEdges = edges{
	"GET ":    (*call).getMedia,
	"DELETE ": (*call).deleteMedia,
}

var uploadEdges = edges{
	"GET ":  (*call).getUpload,
	"POST ": (*call).continueUpload,
}

// unsupportedObjects are first segments that name a feature, not an id.
var unsupportedObjects = map[string]string{
	"oauth": "embedded signup",
	"me":    "user objects",
	"calls": "calls",
}

func unsupported(feature string) func(*call) answer {
	return func(*call) answer { return refuse(notSimulated(feature)) }
}

// dispatch finds out what the id names and calls the handler of the edge.
func (c *call) dispatch() answer {
	if c.id == "debug_token" && c.r.Method == http.MethodGet && c.edge == "" {
		return c.debugToken()
	}
	if feature, known := unsupportedObjects[c.id]; known {
		return refuse(notSimulated(feature))
	}
	table := c.objectEdges()
	if table == nil {
		return refuse(unknownObject(c.r.Method, c.id))
	}
	if handle := table[c.r.Method+" "+c.edge]; handle != nil {
		return handle(c)
	}
	if c.edge == "" {
		return refuse(unknownObject(c.r.Method, c.id))
	}
	return refuse(&graphError{
		HTTP: http.StatusBadRequest, Code: 2500, Type: "OAuthException",
		Message: "Unknown path components: /" + c.edge,
	})
}

func (c *call) objectEdges() edges {
	switch {
	case c.id == c.options.PhoneNumberID:
		return numberEdges
	case c.id == c.options.BusinessAccountID:
		return accountEdges
	case c.id == appID || c.id == "app":
		return appEdges
	case strings.HasPrefix(c.id, "upload:"):
		return uploadEdges
	}
	var found edges
	c.view(func(time.Time) {
		switch {
		case c.state.templates.get(c.id) != nil:
			found = templateEdges
		case c.state.media.get(c.id) != nil:
			found = mediaEdges
		}
	})
	return found
}
