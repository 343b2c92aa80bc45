"""XML signature and encryption, key files, certificates, and the policy of what is accepted."""
