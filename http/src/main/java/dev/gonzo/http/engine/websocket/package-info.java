/** WebSocket (RFC 6455) with permessage-deflate (RFC 7692), without I/O. */
package dev.gonzo.http.engine.websocket;
