// Proxy with two goroutines for each client.
//
//	proxy PORT BACKEND_PORT
package main

import (
	"io"
	"log"
	"net"
	"os"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go pass(client.(*net.TCPConn))
	}
}

func pass(client *net.TCPConn) {
	defer client.Close()
	connection, err := net.Dial("tcp", "127.0.0.1:"+os.Args[2])
	if err != nil {
		return
	}
	backend := connection.(*net.TCPConn)
	defer backend.Close()
	done := make(chan struct{})
	go func() {
		io.Copy(client, backend)
		client.CloseWrite()
		close(done)
	}()
	io.Copy(backend, client)
	backend.CloseWrite()
	<-done
}
