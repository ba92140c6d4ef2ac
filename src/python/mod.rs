//! The Python module: conversion only.
