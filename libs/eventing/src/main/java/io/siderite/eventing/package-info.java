/**
 * CloudEvents over Kafka: the envelope, the one declaration of topics, the outbox that never loses an event, the inbox
 * that never applies one twice, and dead letters.
 */
@NullMarked
package io.siderite.eventing;

import org.jspecify.annotations.NullMarked;
