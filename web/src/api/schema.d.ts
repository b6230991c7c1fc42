/** Shapes of the platform API, in the form that openapi-typescript gives them. */
export interface components {
  schemas: {
    Error: { error: string; code: string; fields?: Record<string, string> };
    Person: { id: string; name: string; email: string };
    ProjectRights: { id: string; name: string; role: string; permissions: string[] };
    Me: { user: components["schemas"]["Person"]; projects: components["schemas"]["ProjectRights"][] };
    Setup: { open: boolean };
    User: { id: number; user_id: string; email: string; name: string; role: string };
    Paging: { cursors?: { before?: string | null; after?: string | null } | null; next?: string | null; previous?: string | null };
    PhoneNumber: {
      id: string;
      internal_id?: string;
      phone_number_id: string;
      name?: string | null;
      display_phone_number?: string | null;
      kind?: string;
      status?: string;
    };
    Conversation: {
      id: string;
      phone_number?: string | null;
      phone_number_id: string;
      status: string;
      last_active_at?: string | null;
      created_at: string;
      updated_at?: string;
      metadata?: Record<string, unknown> | null;
      business_scoped_user_id?: string | null;
      parent_business_scoped_user_id?: string | null;
      username?: string | null;
      kapso?: components["schemas"]["ConversationExtras"] | null;
    };
    ConversationExtras: {
      contact_name?: string | null;
      contact_id?: string | null;
      messages_count?: number;
      last_message_id?: string | null;
      last_message_type?: string | null;
      last_message_timestamp?: string | null;
      last_message_text?: string | null;
      last_message_direction?: string | null;
      last_message_status?: string | null;
      last_inbound_at?: string | null;
      last_outbound_at?: string | null;
      window_expires_at?: string | null;
      unread_count?: number;
      inbound_count?: number;
    };
    Contact: {
      id: string;
      wa_id?: string | null;
      phone_number?: string | null;
      profile_name?: string | null;
      display_name?: string | null;
      username?: string | null;
      business_scoped_user_id?: string | null;
      parent_business_scoped_user_id?: string | null;
      metadata?: Record<string, unknown> | null;
      created_at?: string;
      updated_at?: string;
    };
    MediaObject: {
      id?: string;
      link?: string;
      caption?: string;
      filename?: string;
      mime_type?: string;
      voice?: boolean;
      animated?: boolean;
    };
    MediaData: {
      url?: string | null;
      filename?: string | null;
      content_type?: string | null;
      byte_size?: number | null;
      status?: string | null;
      width?: number | null;
      height?: number | null;
    };
    MessageError: {
      code?: number | string | null;
      title?: string | null;
      message?: string | null;
      details?: string | null;
      cause?: string | null;
      advice?: string | null;
      retry?: boolean | string | null;
    };
    Reaction: { emoji: string; from?: string | null; direction?: string | null };
    MessageExtras: {
      id: string;
      direction?: string;
      status?: string;
      origin?: string;
      content?: string | null;
      media_url?: string | null;
      media_data?: components["schemas"]["MediaData"] | null;
      statuses?: unknown[];
      errors?: components["schemas"]["MessageError"][] | null;
      reactions?: components["schemas"]["Reaction"][] | null;
      edited_at?: string | null;
      revoked_at?: string | null;
      client_id?: string | null;
      outcome?: string;
      sent_by?: { id: string; name?: string } | null;
      whatsapp_conversation_id?: string;
      created_at?: string;
    };
    ContactCard: {
      name?: { formatted_name?: string; first_name?: string; last_name?: string };
      org?: { company?: string; title?: string };
      phones?: { phone?: string; wa_id?: string; type?: string }[];
      emails?: { email?: string; type?: string }[];
      urls?: { url?: string; type?: string }[];
    };
    Message: {
      id: string;
      type: string;
      timestamp: string;
      from?: string | null;
      to?: string | null;
      text?: { body?: string; preview_url?: boolean };
      image?: components["schemas"]["MediaObject"];
      video?: components["schemas"]["MediaObject"];
      audio?: components["schemas"]["MediaObject"];
      document?: components["schemas"]["MediaObject"];
      sticker?: components["schemas"]["MediaObject"];
      location?: { latitude?: number; longitude?: number; name?: string; address?: string; url?: string };
      contacts?: components["schemas"]["ContactCard"][];
      interactive?: Record<string, unknown>;
      button?: { text?: string; payload?: string };
      template?: Record<string, unknown>;
      reaction?: { message_id?: string; emoji?: string };
      order?: Record<string, unknown>;
      system?: { body?: string; type?: string; wa_id?: string; new_wa_id?: string };
      context?: { id?: string; message_id?: string; from?: string | null; forwarded?: boolean; frequently_forwarded?: boolean } | null;
      kapso: components["schemas"]["MessageExtras"];
    };
    Draft: { text: string; updated_at?: string };
    Media: { id: string; url?: string; content_type?: string; byte_size?: number; filename?: string };
    Event: {
      pos: number;
      type: string;
      subject?: unknown;
      actor?: unknown;
      data?: { conversation?: components["schemas"]["Conversation"] | null; message?: components["schemas"]["Message"] | null } | null;
      at?: string;
    };
  };
}
