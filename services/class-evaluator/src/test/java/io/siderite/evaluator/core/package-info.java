@NullMarked
package io.siderite.evaluator.core;

import org.jspecify.annotations.NullMarked;
