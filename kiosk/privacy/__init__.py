"""What could name somebody is sealed, blinded or masked."""
