/** `/`: the page a person's work begins at. */
import { Navigate } from '@tanstack/react-router';
import { may, useSession } from '@/session/session';

export function Home() {
  const session = useSession();
  if (may(session, 'tasks')) return <Navigate to="/scrivania" search={{}} replace />;
  if (may(session, 'design')) return <Navigate to="/processi" replace />;
  if (may(session, 'mail')) return <Navigate to="/posta" search={{}} replace />;
  return <Navigate to="/pratiche" search={{}} replace />;
}
