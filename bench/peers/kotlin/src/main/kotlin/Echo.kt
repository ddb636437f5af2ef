package ktor

import io.ktor.network.selector.SelectorManager
import io.ktor.network.sockets.Socket
import io.ktor.network.sockets.aSocket
import io.ktor.network.sockets.openReadChannel
import io.ktor.network.sockets.openWriteChannel
import io.ktor.utils.io.readAvailable
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** An echo server with a coroutine for each connection, as in the documentation of ktor-network. */
object Echo {
    @JvmStatic
    fun main(arguments: Array<String>) = runBlocking {
        val selector = SelectorManager(Dispatchers.IO)
        val listener = aSocket(selector).tcp().bind("127.0.0.1", arguments[0].toInt()) { backlogSize = 4096 }
        while (true) {
            val client = listener.accept()
            launch(Dispatchers.Default) { echo(client) }
        }
    }

    private suspend fun echo(client: Socket) {
        client.use {
            val input = client.openReadChannel()
            val output = client.openWriteChannel(autoFlush = false)
            val buffer = ByteArray(65536)
            while (true) {
                val count = input.readAvailable(buffer)
                if (count < 0) break
                output.writeFully(buffer, 0, count)
                output.flush()
            }
        }
    }
}
