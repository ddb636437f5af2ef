/** WebSockets over any stream of bytes, for servers and clients. */
package dev.gonzo.http.websocket;
